import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { OperatorKey } from "../plan";
import { textsOf } from "../shape/lists";
import { forbiddenCharacter, LEAVE_IT_OUT } from "../texts/characters";
import type { Read } from "../texts/file";
import { namedText } from "../texts/named-file";
import type { Tree } from "../yaml/tree";

/** Key types that current versions of sshd accept. */
const KEY_TYPES = [
  "ssh-ed25519",
  "ssh-rsa",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "sk-ssh-ed25519@openssh.com",
  "sk-ecdsa-sha2-nistp256@openssh.com",
];

/** `keys`: public keys, or paths of files with public keys, one key per line. */
export function readKeys(tree: Tree | undefined, findings: Findings, readFile: (path: string) => Read): OperatorKey[] {
  const keys: OperatorKey[] = [];
  for (const { value, at } of textsOf(tree, "`keys`", findings)) {
    const written = String(value).trim();
    const lines = /^(ssh-|ecdsa-|sk-)/.test(written)
      ? [{ line: written, at }]
      : linesOf(written, at, findings, readFile);
    for (const { line, at: place } of lines) {
      const publicKey = readKey(line, place, findings);
      if (publicKey !== undefined && !keys.some((key) => key.publicKey === publicKey)) {
        keys.push({ publicKey, at });
      }
    }
  }
  return keys;
}

function linesOf(
  path: string,
  at: Position,
  findings: Findings,
  readFile: (path: string) => Read,
): { line: string; at: Position }[] {
  const wanted = "it takes public keys, and paths of files with public keys, relative to the plan";
  const content = namedText(path, readFile(path), { directive: "keys", at, wanted }, findings);
  if (content === undefined) {
    return [];
  }
  if (content.includes("PRIVATE KEY")) {
    findings.error(at, `${path} in \`keys\` is a private key`, "name the public one, which usually ends in .pub");
    return [];
  }
  const lines = content
    .split("\n")
    .map((line, index) => ({ line: line.trim(), at: { file: path, line: index + 1, column: 1 } }))
    .filter(({ line }) => line !== "" && !line.startsWith("#"));
  if (lines.length === 0) {
    findings.error(at, `${path} in \`keys\` holds no key`);
  }
  return lines;
}

function readKey(line: string, at: Position, findings: Findings): string | undefined {
  const [type = "", data = "", ...comment] = line.split(/\s+/);
  const blob = /^[A-Za-z0-9+/]+={0,2}$/.test(data) ? Buffer.from(data, "base64") : Buffer.alloc(0);
  const inside = blob.length > 4 ? blob.toString("latin1", 4, 4 + Math.min(blob.readUInt32BE(0), 64)) : "";
  if (!KEY_TYPES.includes(type)) {
    findings.error(at, `"${type.slice(0, 40)}" is no type of public key`, `types: ${KEY_TYPES.join(", ")}`);
    return undefined;
  }
  const forbidden = forbiddenCharacter(line);
  if (forbidden !== undefined) {
    findings.error(at, `the ${type} key holds the control character ${forbidden.codePoint}`, LEAVE_IT_OUT);
    return undefined;
  }
  if (inside !== type) {
    findings.error(at, `the ${type} key is damaged`, "a public key is one line: its type, its data, a comment");
    return undefined;
  }
  return [type, data, ...comment].join(" ");
}
