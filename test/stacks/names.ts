/** Names that mean something to constructs or to every object of JavaScript. */
export const WORDS_OF_OTHERS = ["Default", "Resource", "constructor", "toString", "valueOf", "hasOwnProperty"] as const;
