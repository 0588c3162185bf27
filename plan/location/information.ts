import type { Findings } from "../findings/findings";
import type { Text } from "../plan";
import { textsOf } from "../shape/lists";
import type { TextReader } from "../tokens/text-reader";
import type { Whose } from "../tokens/whose";
import type { Tree } from "../yaml/tree";

/** Reads `information`: texts whose tokens stand for what people look for. A secret is shown as the way to it. */
export class InformationReader {
  public constructor(
    private readonly texts: TextReader,
    private readonly findings: Findings,
  ) {}

  public read(tree: Tree | undefined, whose: Whose): Text[] {
    return textsOf(tree, "`information`", this.findings).map((scalar) => {
      const { parts, at } = this.texts.text(scalar, whose);
      const [first, ...others] = parts;
      // plumbery's plans say `echo ...`, and plumbery shows the rest
      return { parts: typeof first === "string" ? [first.replace(/^echo /, ""), ...others] : parts, at };
    });
  }
}
