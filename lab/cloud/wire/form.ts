/** The two formats of API 2. */
export type Form = "json" | "xml";

/** The format of an answer: as Accept asks, else as Content-Type (libcloud sends no Accept), else JSON. */
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

/** The format of a request's body: as Content-Type says, else guessed from its first character. */
export function bodyForm(contentType: string | undefined, body: string): Form {
  if (/\bxml\b/i.test(contentType ?? "")) {
    return "xml";
  }
  return /\bjson\b/i.test(contentType ?? "") || !body.trimStart().startsWith("<") ? "json" : "xml";
}
