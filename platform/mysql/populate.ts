import { Inspection } from "./populate/inspection";
import type { PopulateProblem } from "./populate/problems";
import type { PopulateTarget } from "./populate/target";
import { foreignFormat } from "./sql/file-format";

/**
 * Most bytes of a file that fills a database. Terraform reads it whole, in base64 and several times: measured with 1.11,
 * an apply takes 9 s and 240 MB of memory for 16 MiB, 40 s and 670 MB for 64 MiB.
 */
export const POPULATE_LIMIT = 32 * 2 ** 20;

/**
 * Everything in a file of SQL that cannot fill a database, or that reaches outside of it. It refuses what it knows; all
 * else is left to the server.
 */
export function populateProblems(content: Uint8Array, target: PopulateTarget): readonly PopulateProblem[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes.length > POPULATE_LIMIT) {
    const size = `${Math.ceil(bytes.length / 2 ** 20)} MiB`;
    return [whole(`it has ${size}; up to ${POPULATE_LIMIT / 2 ** 20} MiB go to a node with a step`, LOAD_BY_HAND)];
  }
  const format = foreignFormat(bytes);
  if (format !== undefined) {
    return [whole(`it is ${format.what}, not SQL as text`, format.remedy)];
  }
  return new Inspection(bytes, target).problems();
}

const LOAD_BY_HAND =
  "leave `populate` out, deploy, then load the file at the source by hand: mysql DATABASE <FILE; it replicates by itself";

function whole(message: string, remedy: string): PopulateProblem {
  return { line: 1, column: 1, message, remedy, ofReplicas: false };
}
