import { PREPARED_FILE_BYTES } from "../../platform/limits";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { Substitution } from "../parameters/substitute";
import type { Node, PrepareStep, Text } from "../plan";
import { decode } from "../texts/encoding";
import type { ReadBytes } from "../texts/file";
import type { TextReader } from "../tokens/text-reader";
import type { Whose } from "../tokens/whose";
import { Source } from "../yaml/source";
import { entryOf, get, itemsOf, type Scalar, type Tree } from "../yaml/tree";

/** What a text begins with whose tokens plumbery puts in: all else it takes for something that is no text. */
const EXPANDED = /^[A-Za-z0-9 #/\-,.;=]/;

const VERBS: readonly string[] = ["run", "run_raw", "put", "put_raw", "echo"];

const WANTED = "write it as: run FILE WORDS, put FILE PATH or echo TEXT";

/** Reads the steps of `prepare`, with the files that they name. */
export class PreparationReader {
  /** A file that many nodes name is read once. */
  private readonly files = new Map<string, ReadBytes>();

  constructor(
    private readonly texts: TextReader,
    private readonly substitution: Substitution,
    private readonly readBytes: (path: string, limit: number) => ReadBytes,
    private readonly findings: Findings,
  ) {}

  /** The steps of a node, from all that is said of it. None where no step runs, which is told. */
  node({ contextualised }: Pick<Node, "contextualised">, said: Tree | undefined, whose: Whose): readonly PrepareStep[] {
    if (contextualised) {
      return this.read(said, whose);
    }
    const key = (entryOf(said, "prepare") ?? entryOf(said, "rub"))?.key;
    if (key !== undefined) {
      this.findings.warning(
        key,
        "`prepare` does nothing on a node on which no step runs",
        "such are those with `contextualise: never`, and those whose image takes no SSH",
      );
    }
    return [];
  }

  private read(said: Tree | undefined, whose: Whose): readonly PrepareStep[] {
    const former = entryOf(said, "rub");
    if (former !== undefined) {
      this.findings.warning(former.key, "`rub` is an old name of `prepare`", "write prepare:");
    }
    return [...itemsOf(get(said, "rub")), ...itemsOf(get(said, "prepare"))].flatMap((item) => {
      if (item.kind === "poison") {
        return [];
      }
      if (item.kind !== "scalar" || typeof item.value !== "string") {
        this.findings.error(item.at, "a step of `prepare` is no text", WANTED);
        return [];
      }
      return this.step(item, item.value, whose) ?? [];
    });
  }

  private step(scalar: Scalar, line: string, whose: Whose): PrepareStep | undefined {
    const words = line.trim().split(/\s+/);
    const [first = "", ...rest] = words.length === 1 && !VERBS.includes(line.trim()) ? ["run", ...words] : words;
    const { at } = scalar;
    const raw = first.endsWith("_raw");
    switch (first) {
      case "run":
      case "run_raw": {
        const [path = "", ...given] = rest;
        if (path === "") {
          this.findings.error(at, `\`${first}\` names no file`, WANTED);
          return undefined;
        }
        const content = this.content(path, raw, at, whose);
        // words that a shell reads keep the blanks that are between them
        const begin =
          given.length === 0 ? line.length : line.indexOf(given[0] as string, line.indexOf(path) + path.length);
        return content && { kind: "run", path, content, arguments: this.part(scalar, line, begin, whose), at };
      }
      case "put":
      case "put_raw": {
        const [path = "", ...after] = rest;
        if (path === "") {
          this.findings.error(at, `\`${first}\` names no file`, WANTED);
          return undefined;
        }
        const begin =
          after.length === 0 ? line.length : line.indexOf(after[0] as string, line.indexOf(path) + path.length);
        const { parts } = this.part(scalar, line, begin, whose);
        if (parts.some((part) => typeof part !== "string")) {
          this.findings.error(at, "the path on the node is known only when the node stands", WANTED);
          return undefined;
        }
        const [destination = `./${path}`, ...more] = parts.join("").split(/\s+/).filter(Boolean);
        if (more.length > 0) {
          this.findings.error(
            at,
            `\`${first}\` takes a file and a path on the node, and there is "${more.join(" ")}" behind them`,
          );
          return undefined;
        }
        const content = this.content(path, raw, at, whose);
        return content && { kind: "put", path, content, destination, at };
      }
      default: {
        if (first !== "echo") {
          this.findings.warning(
            at,
            `a step of \`prepare\` begins with "${first}", and is only said, as in plumbery`,
            WANTED,
          );
        }
        const begin = first === "echo" ? line.indexOf("echo") + "echo".length : 0;
        return {
          kind: "echo",
          message: this.part(scalar, line, begin + (line.slice(begin).match(/^\s*/)?.[0].length ?? 0), whose),
          at,
        };
      }
    }
  }

  /** The end of a line, from an index on, with its tokens at their places. */
  private part(scalar: Scalar, line: string, begin: number, whose: Whose): Text {
    const { place } = scalar;
    const moved = place === undefined ? {} : { place: (index: number) => place(begin + index) };
    return this.texts.text({ ...scalar, value: line.slice(begin), ...moved }, whose);
  }

  private content(path: string, raw: boolean, at: Position, whose: Whose): Text | Uint8Array | undefined {
    if (/^([/\\~]|[A-Za-z]:)/.test(path)) {
      this.findings.error(
        at,
        `\`prepare\` names the absolute path "${path}"`,
        "it takes a path relative to the plan, so that the plan works elsewhere",
      );
      return undefined;
    }
    const bytes = this.files.has(path) ? this.files.get(path) : this.readBytes(path, PREPARED_FILE_BYTES);
    this.files.set(path, bytes);
    if (bytes === undefined) {
      this.findings.error(at, `no file ${path} for \`prepare\``, "it takes the path of a file, relative to the plan");
      return undefined;
    }
    if (!(bytes instanceof Uint8Array)) {
      this.findings.error(at, `${path} for \`prepare\` ${bytes.problem}`, ...bytes.hints);
      return undefined;
    }
    const text = raw ? undefined : decode(bytes);
    // to the byte, wherever no token is put in
    if (typeof text !== "string" || !EXPANDED.test(text) || !text.includes("{{")) {
      return bytes;
    }
    const folder = at.file.includes("/") ? at.file.slice(0, at.file.lastIndexOf("/") + 1) : "";
    const source = new Source(folder + path.replace(/^(\.\/)+/, ""), text);
    const scalar: Scalar = {
      kind: "scalar",
      value: source.text,
      at: source.position(0),
      place: (index) => source.position(index),
    };
    const substituted = this.substitution.tree(scalar);
    return substituted.kind === "scalar" ? this.texts.text(substituted, whose) : undefined;
  }
}
