import { Refusal } from "../../platform/refusal";
import { writtenFiles } from "../../templates/cloud-config";
import { fileName, type NodeFile, type RawFile } from "../../templates/node-file";
import type { AssembledStep } from "./assembly";
import type { Contribution } from "./contribution";

type File = NodeFile | RawFile;

/** A name that is taken: of a file in a step's folder, or a file's path on the node. */
interface Claim {
  readonly by: string;
  /** The step that uses it; undefined: cloud-init. */
  readonly step?: string;
  readonly name: string;
}

/**
 * The files of all steps, by step id. Evaluated at synthesis.
 * @throws Refusal if two files of a step have the same name, or if two contributions write the same file of the node,
 * also in different steps or by cloud-init: with all conflicts, and the names of both contributions
 */
export function contributedFiles(
  steps: readonly AssembledStep[],
  contributions: readonly Contribution[],
): ReadonlyMap<string, readonly File[]> {
  const files = new Map<string, readonly File[]>();
  const names: Claim[] = [];
  const targets: Claim[] = contributions.flatMap(({ name: by, userData, cloudConfig }) => {
    const written = [userData?.(({ expression }) => expression), cloudConfig?.()].map((part) =>
      writtenFiles(part ?? {}),
    );
    // of that file, `configure` keeps a block alone; of one that is written twice, cloud-init leaves the last
    return [...new Set(written.flat())].flatMap((name) => (name === "/etc/hosts" ? [] : [{ by, name }]));
  });
  for (const { data, parts } of steps) {
    const rendered: File[] = [];
    for (const { by, thing } of parts) {
      const own = thing.files?.() ?? [];
      rendered.push(...own);
      const inFolder = [...own.map(fileName), ...Object.keys(thing.values ?? {})];
      names.push(...inFolder.map((name) => ({ by, step: data.id, name })));
      targets.push(...own.map(({ target }) => ({ by, step: data.id, name: target })));
    }
    files.set(data.id, rendered);
  }
  const problems = [
    ...collisions(names, (one, other) => one.step === other.step).map(
      ([one, other]) => `${namesOf(one, other)} upload a file called ${one.name} in step ${one.step}; rename one`,
    ),
    // a contribution may use its own file in several steps
    ...collisions(targets, (one, other) => one.by !== other.by || one.step === other.step).map(
      ([one, other]) => `${namesOf(one, other)} write ${one.name}; leave it to one of them`,
    ),
  ];
  if (problems.length > 0) {
    throw new Refusal([...new Set(problems)].join("\n"));
  }
  return files;
}

/** Pairs of conflicting claims of the same name. */
function collisions(claims: readonly Claim[], isCollision: (one: Claim, other: Claim) => boolean) {
  const byName = new Map<string, Claim[]>();
  const pairs: [Claim, Claim][] = [];
  for (const claim of claims) {
    const earlier = byName.get(claim.name) ?? [];
    const other = earlier.find((one) => isCollision(one, claim));
    if (other !== undefined) {
      pairs.push([other, claim]);
    }
    byName.set(claim.name, [...earlier, claim]);
  }
  return pairs;
}

function namesOf(one: Claim, other: Claim): string {
  return one.by === other.by ? `two files of ${one.by}` : `${one.by} and ${other.by} both`;
}
