import type { Reference } from "../plan";
import { quotedIn, tokensOf } from "../yaml/tokens";

/** Tokens and quoted texts, in order. */
export function piecesOf(text: string) {
  return [...tokensOf(text), ...quotedIn(text)].sort((one, other) => one.begin - other.begin);
}

/** Parts of a text, no two of them literal behind each other. */
export class Parts {
  public readonly all: (string | Reference)[] = [];

  public add(text: string): void {
    const last = this.all.at(-1);
    if (text !== "" && typeof last === "string") {
      this.all[this.all.length - 1] = last + text;
    } else if (text !== "") {
      this.all.push(text);
    }
  }
}
