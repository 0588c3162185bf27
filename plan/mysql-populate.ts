import { dirname, join } from "node:path";
import { POPULATE_LIMIT, type PopulateTarget, populateProblems } from "../platform/mysql/populate";
import type { Position } from "./diagnostic";
import { type FileBytes, MISSING } from "./file-bytes";
import type { Findings } from "./findings";
import type { MysqlSource } from "./plan";

/**
 * `populate`: an SQL file beside the plan. It goes to the node to the byte, so what cannot fill the database there, or
 * would reach outside of it, is told here, by its line.
 */
export function readPopulate(
  path: string,
  at: Position,
  target: PopulateTarget,
  readBytes: (path: string, limit: number) => FileBytes,
  findings: Findings,
): MysqlSource["populate"] {
  if (/^([/\\~]|[A-Za-z]:)/.test(path)) {
    findings.error(
      at,
      `populate is the absolute path "${path}"`,
      "it takes a path relative to the plan, so that the plan works elsewhere",
    );
    return undefined;
  }
  const read = readBytes(path, POPULATE_LIMIT);
  if ("obstacle" in read) {
    if (read.obstacle === MISSING) {
      findings.error(at, `no file ${path} for \`populate\``, "it takes the path of an SQL file, relative to the plan");
    } else findings.error(at, `the file ${path} for \`populate\` ${read.obstacle}`, remedyOf(read.obstacle));
    return undefined;
  }
  const file = join(dirname(at.file), path);
  for (const { line, column, message, remedy } of populateProblems(read.bytes, target)) {
    findings.error({ file, line, column }, message, remedy);
  }
  return { path, bytes: read.bytes };
}

function remedyOf(obstacle: string): string {
  return obstacle.startsWith("has ") && obstacle.endsWith("the most")
    ? "leave `populate` out, deploy, then load the file at the source by hand: mysql DATABASE <FILE; it replicates by itself"
    : "it takes the path of an SQL file, relative to the plan";
}
