import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { Names } from "../names/names";
import type { Text } from "../plan";
import { substituted } from "../yaml/places";
import type { Scalar } from "../yaml/tree";
import { Meanings } from "./meanings";
import { Parts, piecesOf } from "./pieces";
import type { Whose } from "./whose";

/** Makes texts of scalars: their tokens become what is known already, or references. */
export class TextReader {
  private readonly meanings: Meanings;

  /** @param reachable ids of nodes that the Internet can reach; other nodes have no public address */
  public constructor(
    names: Names,
    reachable: ReadonlySet<string>,
    private readonly findings: Findings,
  ) {
    this.meanings = new Meanings(names, reachable, findings);
  }

  /** Names that `secrets` of the settings may give a generation: of what tokens ask for. */
  public get secretNames(): ReadonlySet<string> {
    return this.meanings.secretNames;
  }

  /** The text of a scalar. Tokens that mean nothing are told at their places, and leave nothing behind. */
  public text(scalar: Scalar, whose: Whose): Text {
    const text = String(scalar.value);
    if (!text.includes("{{")) {
      return { parts: text === "" ? [] : [text], at: scalar.at };
    }
    const place = (index: number) => scalar.place?.(index) ?? scalar.at;
    const parts = new Parts();
    const from: Position[] = [];
    let end = 0;
    for (const piece of piecesOf(text)) {
      parts.add(this.literal(text.slice(end, piece.begin), end, place));
      const meaning =
        "name" in piece ? this.meanings.of(piece, place(piece.nameBegin), whose) : { text: piece.text, from: [] };
      if (meaning !== undefined && "text" in meaning) {
        parts.add(meaning.text);
        from.push(...meaning.from);
      } else if (meaning !== undefined) {
        parts.all.push(meaning);
      }
      end = piece.end;
    }
    parts.add(this.literal(text.slice(end), end, place));
    return { parts: parts.all, at: from.length > 0 ? substituted(scalar.at, from) : scalar.at };
  }

  private literal(text: string, from: number, place: (index: number) => Position): string {
    const open = text.indexOf("{{");
    if (open >= 0) {
      this.findings.error(
        place(from + open),
        "a token begins here and has no name, or no end",
        "tokens are written {{ node.public }}",
        'if it is no token, put it in quotes in braces of its own: {{ "{{" }}',
      );
    }
    return text;
  }
}
