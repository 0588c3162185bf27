import type { Place, Position } from "../findings/diagnostic";
import type { Tree } from "./tree";

/** By position: places of the values of the parameters that were substituted there. */
const parameters = new WeakMap<Position, readonly Position[]>();

/**
 * By object: the part of a plan that it was read from. Kept outside the object, so that ports and disks stay
 * comparable.
 */
const readFrom = new WeakMap<object, Tree>();

/** The same position, of a text with substituted parameters whose values are at `values`. */
export function substituted(at: Position, values: readonly Position[]): Position {
  const { file, line, column } = at;
  const position = { file, line, column };
  parameters.set(position, [...(parameters.get(at) ?? []), ...values]);
  return position;
}

/** Where the value at a position comes from: the position, then the values of parameters in it. */
export function originsOf(at: Position): readonly Position[] {
  return [at, ...(parameters.get(at) ?? [])];
}

/** The place of a part of a plan; `at` is where it is named. */
export function placeOf(tree: Tree, at: Position = tree.at): Place {
  return new TreePlace(tree, at);
}

/** Records the part of a plan that an object was read from. */
export function noteOrigin(read: object, tree: Tree): void {
  readFrom.set(read, tree);
}

/** The place of an object that was read from a plan, such as a port or a disk. */
export function placeOfRead(read: object): Place | undefined {
  const tree = readFrom.get(read);
  return tree && placeOf(tree);
}

class TreePlace implements Place {
  public readonly file: string;
  public readonly line: number;
  public readonly column: number;
  readonly #tree: Tree;
  readonly #at: Position;

  public constructor(tree: Tree, at: Position) {
    ({ file: this.file, line: this.line, column: this.column } = at);
    this.#tree = tree;
    this.#at = at;
  }

  public get own(): readonly Position[] {
    return originsOf(this.#at);
  }

  public origins(...path: readonly (string | number)[]): readonly Position[] {
    let tree: Tree | undefined = this.#tree;
    for (const key of path) {
      tree =
        tree?.kind === "mapping"
          ? tree.entries.get(String(key))?.value
          : tree?.kind === "list"
            ? tree.items[Number(key)]
            : undefined;
    }
    return tree === undefined ? [] : valuesIn(tree);
  }
}

/** Where all scalars of a tree come from. A scalar without a value has no origin. */
function valuesIn(tree: Tree): readonly Position[] {
  switch (tree.kind) {
    case "scalar":
      return tree.value === null ? [] : originsOf(tree.at);
    case "poison":
      return [];
    case "list":
      return tree.items.flatMap(valuesIn);
    case "mapping":
      return [...tree.entries.values()].flatMap(({ value }) => valuesIn(value));
  }
}
