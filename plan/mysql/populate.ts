import { dirname, join } from "node:path";
import { POPULATE_LIMIT, populateProblems } from "../../platform/mysql/populate";
import type { PopulateTarget } from "../../platform/mysql/populate/target";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { Replication } from "../plan";
import type { ReadBytes } from "../texts/file";

const WANTED = "it takes the path of an SQL file, relative to the plan";

/** The remedy for a file that is too large for Terraform. */
const BY_HAND =
  "leave `populate` out, deploy, then load the file at the source by hand: mysql DATABASE <FILE; it replicates by itself";

/**
 * The file that `populate` names. `tellReplicated` reports the problems that matter only if the database has replicas.
 */
export interface ReadPopulate {
  readonly file: Replication["populate"];
  readonly tellReplicated: () => void;
}

/**
 * `populate`: an SQL file beside the plan. The node gets it byte for byte, so lines that cannot fill the database
 * there, or that would reach outside of it, are reported here.
 */
export function readPopulate(
  path: string,
  at: Position,
  target: PopulateTarget,
  readBytes: (path: string, limit: number) => ReadBytes,
  findings: Findings,
): ReadPopulate | undefined {
  if (/^([/\\~]|[A-Za-z]:)/.test(path)) {
    findings.error(
      at,
      `populate is the absolute path "${path}"`,
      "it takes a path relative to the plan, so that the plan works elsewhere",
    );
    return undefined;
  }
  const read = readBytes(path, POPULATE_LIMIT);
  if (read === undefined) {
    findings.error(at, `no file ${path} for \`populate\``, WANTED);
    return undefined;
  }
  if (!(read instanceof Uint8Array)) {
    findings.error(at, `${path} for \`populate\` ${read.problem}`, ...(read.hints.length > 0 ? read.hints : [BY_HAND]));
    return undefined;
  }
  const file = join(dirname(at.file), path);
  const problems = populateProblems(read, target);
  const tell = (isOfReplicas: boolean) => {
    for (const { line, column, message, remedy, ofReplicas } of problems) {
      if (ofReplicas === isOfReplicas) {
        findings.error({ file, line, column }, message, remedy);
      }
    }
  };
  tell(false);
  return { file: { path, bytes: read }, tellReplicated: () => tell(true) };
}
