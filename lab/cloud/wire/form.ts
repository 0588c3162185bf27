/** The two forms that every operation of API 2 has. */
export type Form = "json" | "xml";

/** The form of an answer: what Accept asks for, else the form of Content-Type (libcloud names nothing else), else JSON. */
export function answerForm(accept: string | undefined, contentType: string | undefined): Form {
  for (const header of [accept, contentType]) {
    const xml = header?.search(/\bxml\b/i) ?? -1;
    const json = header?.search(/\bjson\b/i) ?? -1;
    if (xml >= 0 || json >= 0) {
      return json < 0 || (xml >= 0 && xml < json) ? "xml" : "json";
    }
  }
  return "json";
}

/** The form of a request's body: what Content-Type says, else what it looks like. */
export function bodyForm(contentType: string | undefined, body: string): Form {
  if (/\bxml\b/i.test(contentType ?? "")) {
    return "xml";
  }
  return /\bjson\b/i.test(contentType ?? "") || !body.trimStart().startsWith("<") ? "json" : "xml";
}
