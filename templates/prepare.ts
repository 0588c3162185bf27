import { FilledText, valuesIn } from "./filled-text";
import { type Fill, type NodeFile, nodeFile, type RawFile } from "./node-file";

/** Text with values, text, or bytes that go to the node as they are. */
export type PreparedContent = string | FilledText | Uint8Array;

/** Something that is done on a node before cloud-init comes to it. */
export type Preparation =
  | {
      readonly kind: "run";
      /** What the script is called, for messages and as its own name. */
      readonly path: string;
      readonly content: PreparedContent;
      /** What stands behind its name, as a shell reads it. */
      readonly words: string | FilledText;
    }
  | {
      readonly kind: "put";
      readonly path: string;
      readonly content: PreparedContent;
      /** Path on the node; relative to the home of root. */
      readonly destination: string;
    }
  | { readonly kind: "echo"; readonly message: string | FilledText };

/** The files of the step `prepare`: a list of what is done, in order, and what each entry needs, by its number. */
export function preparationFiles(preparations: readonly Preparation[]): readonly (NodeFile | RawFile)[] {
  const list = preparations.map((one, index) => `${lineOf(one, index + 1)}\n`);
  const secrets = valuesIn(preparations.flatMap(textsOf)).filter(({ isSecret }) => isSecret);
  return [
    textFile("list", "what is prepared", list.join("")),
    ...(secrets.length === 0
      ? []
      : [textFile("secrets", "what is not shown", (fill) => secrets.map((value) => `${fill(value)}\n`).join(""))]),
    ...preparations.flatMap((one, index) => filesOf(one, index + 1)),
  ];
}

/** `run NUMBER PATH`, `put NUMBER MODE DESTINATION` or `echo NUMBER`. */
function lineOf(preparation: Preparation, number: number): string {
  switch (preparation.kind) {
    case "run":
      return `run ${number} ${preparation.path}`;
    case "put":
      return `put ${number} ${holdsSecret(preparation) ? "0600" : "0644"} ${preparation.destination}`;
    case "echo":
      return `echo ${number}`;
  }
}

function holdsSecret(preparation: Preparation): boolean {
  return valuesIn(textsOf(preparation)).some(({ isSecret }) => isSecret);
}

function textsOf(preparation: Preparation): readonly (string | FilledText)[] {
  const { kind } = preparation;
  const texts =
    kind === "echo" ? [preparation.message] : [preparation.content, ...(kind === "run" ? [preparation.words] : [])];
  return texts.filter((text): text is string | FilledText => !(text instanceof Uint8Array));
}

function filesOf(preparation: Preparation, number: number): readonly (NodeFile | RawFile)[] {
  if (preparation.kind === "echo") {
    return [textFile(`${number}.message`, `message ${number}`, preparation.message)];
  }
  const { content, path } = preparation;
  const name = `${number}.content`;
  return [
    content instanceof Uint8Array
      ? { name: `prepare/${name}`, target: `${path}, ${number} of what is prepared`, bytes: content }
      : textFile(name, `${path}, ${number} of what is prepared`, content),
    ...(preparation.kind === "run"
      ? [textFile(`${number}.words`, `words behind ${path}, ${number}`, preparation.words)]
      : []),
  ];
}

function textFile(name: string, target: string, text: string | FilledText | ((fill: Fill) => string)): NodeFile {
  const of = text instanceof FilledText ? (fill: Fill) => text.toText(fill) : text;
  return nodeFile({ name: `prepare/${name}`, target, text: of });
}
