/** A token in a text: `{{ ... }}` with no other token in it. */
export interface Token {
  /** The text between the braces, without blanks around it. */
  readonly name: string;
  /** Index of the first brace. */
  readonly begin: number;
  /** Index of the first character of the name. */
  readonly nameBegin: number;
  /** Index after the last brace. */
  readonly end: number;
}

/** A character that looks like a blank or is invisible, except spaces, tabs and ends of lines. */
const INVISIBLE =
  /(?![ \t\r\n])(?:\p{Cc}|\p{Cf}|\p{Zs}|\p{Zl}|\p{Zp}|\u034F|\u115F|\u1160|\u3164|[\uFE00-\uFE0F]|\uFFA0)/u;

/** Text in quotes within the braces of a token: it is that text, whatever braces stand in it. */
export interface Quoted {
  readonly text: string;
  readonly begin: number;
  readonly end: number;
}

const QUOTED = /\{\{\s*(?:"([^"]*)"|'([^']*)')\s*\}\}/g;

/** The innermost tokens of a text, in order. None stands within quotes, as in `{{ "{{ item }}" }}`. */
export function tokensOf(text: string): Token[] {
  const quoted = quotedIn(text);
  return [...text.matchAll(/\{\{([^{}]*)\}\}/g)].flatMap((match) => {
    const inner = match[1] as string;
    const lead = inner.length - inner.trimStart().length;
    const { index } = match;
    return quoted.some(({ begin, end }) => index >= begin && index < end)
      ? []
      : [{ name: inner.trim(), begin: index, nameBegin: index + 2 + lead, end: index + match[0].length }];
  });
}

/** The quoted texts of a text, in order. */
export function quotedIn(text: string): Quoted[] {
  return [...text.matchAll(QUOTED)].map((match) => ({
    text: match[1] ?? match[2] ?? "",
    begin: match.index,
    end: match.index + match[0].length,
  }));
}

/** Invisible characters in the tokens of a text, the first of each token: index and code point (`U+00A0`). */
export function invisibleInTokens(text: string): { readonly index: number; readonly codePoint: string }[] {
  // most texts are plain, and the first use of Unicode's classes costs milliseconds
  if (/^[\t\r\n\x20-\x7e]*$/.test(text) || !INVISIBLE.test(text)) {
    return [];
  }
  const found = new Set<number>();
  for (const [begin, end] of outermostTokens(text)) {
    const at = text.slice(begin, end).search(INVISIBLE);
    if (at >= 0) {
      found.add(begin + at);
    }
  }
  // braces of a token with something invisible between them
  const split = text.search(new RegExp(`\\{${INVISIBLE.source}+\\{|\\}${INVISIBLE.source}+\\}`, "u"));
  if (split >= 0) {
    found.add(split + 1);
  }
  return [...found].map((index) => ({
    index,
    codePoint: `U+${(text.codePointAt(index) as number).toString(16).toUpperCase().padStart(4, "0")}`,
  }));
}

/** Begin and end of the outermost tokens of a text; tokens inside them are not listed. */
function outermostTokens(text: string): [number, number][] {
  const found: [number, number][] = [];
  const open: number[] = [];
  for (const { 0: braces, index } of text.matchAll(/\{\{|\}\}/g)) {
    if (braces === "{{") {
      open.push(index);
    } else {
      const begin = open.pop();
      if (begin !== undefined && open.length === 0) {
        found.push([begin, index + 2]);
      }
    }
  }
  return found;
}
