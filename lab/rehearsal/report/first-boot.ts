import type { Span } from "../terraform/critical-path";

/** A part of a node's first boot. */
export interface BootPart {
  readonly what: string;
  readonly milliseconds: number;
}

/** What the step says as a part begins, and what the part is. */
const BEGINNINGS: readonly (readonly [said: RegExp, what: string])[] = [
  [/^boot: wrote /, "cloud-init forgets the image's first boot"],
  [/^boot: restarting into the first boot/, "restart, until SSH answers and logs in"],
  [/^boot-finish: waiting for cloud-init/, "cloud-init's stages that are left"],
  [/^boot-finish: (?:cloud-init took: |the first boot is complete)/, "what follows cloud-init"],
  [/^boot-finish: the system's update asks for a restart/, "second restart"],
];

const STAGES = /^boot-finish: cloud-init took: (.*)/;
const STAGE = /([a-z-]+) (\d+) s/g;

/**
 * The parts of a first boot, from what its step says; each ends as the next begins. Empty where it said nothing of the kind,
 * as on a node that has had its first boot.
 */
export function bootParts({ began, ended, said }: Span): BootPart[] {
  const marks = BEGINNINGS.flatMap(([pattern, what]) => {
    const first = said.find(({ line }) => pattern.test(line));
    return first === undefined ? [] : [{ what, at: first.at }];
  });
  if (marks.length === 0) {
    return [];
  }
  return [{ what: "login, files, cloud-init looks at its user-data", at: began }, ...marks].map(
    ({ what, at }, index) => ({
      what,
      milliseconds: (marks[index]?.at ?? ended) - at,
    }),
  );
}

/** What each stage of cloud-init took by its own record, in the order of its record; a part of them passes before SSH answers. */
export function cloudInitStages({ said }: Pick<Span, "said">): BootPart[] {
  const [line] = said.flatMap((one) => one.line.match(STAGES)?.[1] ?? []);
  return [...(line ?? "").matchAll(STAGE)].map(([, stage = "", seconds]) => ({
    what: `cloud-init ${stage}`,
    milliseconds: Number(seconds) * 1000,
  }));
}
