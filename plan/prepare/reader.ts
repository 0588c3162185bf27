import { dirname, join } from "node:path";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { Substitution } from "../parameters/substitute";
import type { Node, PrepareStep, Text } from "../plan";
import { textsOf } from "../shape/lists";
import { decode } from "../texts/encoding";
import type { ReadBytes } from "../texts/file";
import type { TextReader, Whose } from "../tokens/text-reader";
import { Source } from "../yaml/source";
import { get, type Scalar, type Tree } from "../yaml/tree";

/** Most bytes of a file: Terraform holds each several times in memory. */
const LIMIT = 4 * 2 ** 20;

/** Of a file that begins otherwise, plumbery puts no tokens in: it may be anything. */
const BEGINS_AS_TEXT = /^[A-Za-z0-9 #/\-,.;=]/;

/** What one file may be asked for, and whether its tokens are put in. */
const VERBS: Readonly<Record<string, { readonly kind: "run" | "put"; readonly isRaw: boolean }>> = {
  run: { kind: "run", isRaw: false },
  run_raw: { kind: "run", isRaw: true },
  put: { kind: "put", isRaw: false },
  put_raw: { kind: "put", isRaw: true },
};

const WANTED = "it takes lines such as: run setup.sh web, put web.conf /etc/web.conf, echo done";

/** Reads `prepare` of nodes: files beside the plan that are run or put there, and messages. */
export class PrepareReader {
  public constructor(
    private readonly texts: TextReader,
    private readonly substitution: Substitution,
    private readonly readBytes: (path: string, limit: number) => ReadBytes,
    private readonly findings: Findings,
  ) {}

  /** The steps of a node, from all that is said of it. None where no step runs, which is told. */
  public node(node: Pick<Node, "contextualised">, said: Tree | undefined, whose: Whose): Pick<Node, "prepare"> {
    const tree = get(said, "prepare");
    const lines = textsOf(tree, "`prepare`", this.findings);
    if (lines.length > 0 && !node.contextualised) {
      this.findings.warning(
        said?.kind === "mapping" ? (said.entries.get("prepare")?.key ?? said.at) : (lines[0] as Scalar).at,
        "`prepare` does nothing on a node on which no step runs",
        "such are those with `contextualise: never`, and those whose image takes no SSH",
      );
      return { prepare: [] };
    }
    return { prepare: lines.flatMap((line) => this.step(line, whose) ?? []) };
  }

  private step(line: Scalar, whose: Whose): PrepareStep | undefined {
    const written = String(line.value);
    const { at } = line;
    const echo = /^\s*echo(?:\s+|$)/.exec(written);
    if (echo !== null) {
      return { kind: "echo", message: this.texts.text(behind(line, echo[0].length), whose), at };
    }
    const match = /^\s*(?:(run|run_raw|put|put_raw)\s+)?(\S+)\s*/.exec(written);
    const path = match?.[2];
    if (match === null || path === undefined) {
      this.findings.error(at, "an item of `prepare` is empty", WANTED);
      return undefined;
    }
    if (match[1] === undefined && path in VERBS) {
      this.findings.error(at, `\`${path}\` names no file`, WANTED);
      return undefined;
    }
    const { kind, isRaw } = VERBS[match[1] ?? "run"] as (typeof VERBS)[string];
    const rest = this.texts.text(behind(line, match[0].length), whose);
    const content = this.content(path, isRaw, at, whose);
    if (content === undefined) {
      return undefined;
    }
    if (kind === "run") {
      return { kind, path, content, arguments: rest, at };
    }
    const destination = this.destination(rest, path);
    return destination === undefined ? undefined : { kind, path, content, destination, at };
  }

  private destination({ parts, at }: Text, path: string): string | undefined {
    const named = parts.join("").trim();
    const isKnown = parts.every((part) => typeof part === "string");
    if (!isKnown || /\s/.test(named)) {
      this.findings.error(
        at,
        isKnown ? `"${named}" is no one path on the node` : "the path on the node is known only when the node stands",
        WANTED,
      );
      return undefined;
    }
    return named === "" ? (path.split("/").at(-1) as string) : named;
  }

  private content(path: string, isRaw: boolean, at: Position, whose: Whose): Text | Uint8Array | undefined {
    if (/^([/\\~]|[A-Za-z]:)|\{\{/.test(path)) {
      this.findings.error(
        at,
        `"${path}" is no path beside the plan`,
        "take one relative to the plan, so that it works elsewhere",
      );
      return undefined;
    }
    const bytes = this.readBytes(path, LIMIT);
    if (!(bytes instanceof Uint8Array)) {
      const problem =
        bytes === undefined ? `no file ${path} for \`prepare\`` : `${path} for \`prepare\` ${bytes.problem}`;
      this.findings.error(at, problem, ...(bytes === undefined ? ["its path is relative to the plan"] : bytes.hints));
      return undefined;
    }
    const text = isRaw ? undefined : decode(bytes);
    return typeof text === "string" && BEGINS_AS_TEXT.test(text) ? this.fileText(path, text, at, whose) : bytes;
  }

  /** The text of a file: its parameters and tokens are told at their places in the file. */
  private fileText(path: string, text: string, at: Position, whose: Whose): Text {
    if (!text.includes("{{")) {
      return { parts: [text], at };
    }
    const source = new Source(join(dirname(at.file), path), text);
    const scalar: Scalar = {
      kind: "scalar",
      value: source.text,
      at: source.position(0),
      place: (index) => source.position(index),
    };
    const substituted = this.substitution.tree(scalar);
    return substituted.kind === "scalar" ? this.texts.text(substituted, whose) : { parts: [], at };
  }
}

/** What stands behind the first characters of a text. */
function behind(scalar: Scalar, length: number): Scalar {
  const { place, at } = scalar;
  return {
    kind: "scalar",
    value: String(scalar.value).slice(length),
    at,
    ...(place && { place: (index: number) => place(index + length) }),
  };
}
