import { readFileSync } from "node:fs";
import { type Check, same } from "../checks/check";
import type { Logins } from "./logins";
import { occurrences } from "./secret-values";

/** Folders that are searched completely on a node. In addition, every new file that any user can read is searched. */
const FOLDERS = "/var/lib/cloud /var/log /tmp /var/tmp /root /home";

/** Where a machine of the lab records the arguments it has seen; readable by root only. */
const ARGUMENTS = "/var/lib/lab/arguments";

/** The only file in these folders that may contain a secret: root's key, with which a replica fetches its dump. */
const RIGHTFUL = "plumbline-seed";

/**
 * Searches for secrets on the nodes, in files of the operator's machine, and in arguments of processes. Each is a check
 * of requirement 16 that reports in how many places something was found, and where, but never what.
 */
export async function lookForLeaks(
  logins: Logins,
  secrets: readonly string[],
  began: number,
  host: { readonly files: readonly string[]; readonly texts: Readonly<Record<string, string>> },
): Promise<Check[]> {
  const onNodes = await logins.everywhere((id) => filesWithSecrets(logins, id, secrets, began));
  const ofProcesses = await logins.everywhere((id) => logins.root(id, `cat ${ARGUMENTS}`));
  const inFiles = host.files.filter((file) => occurrences(readFileSync(file, "latin1"), secrets) > 0);
  return [
    ...[...onNodes].map(([id, files]) => same(16, `${id} files with a secret`, "none", files.join(", ") || "none")),
    ...[...ofProcesses].map(([id, text]) =>
      same(
        16,
        `${id} secrets in arguments of processes (${text.split("\n").length} seen)`,
        0,
        occurrences(text, secrets),
      ),
    ),
    same(16, "files of the operator with a secret", "none", inFiles.join(", ") || "none"),
    ...Object.entries(host.texts).map(([what, text]) => same(16, `secrets in ${what}`, 0, occurrences(text, secrets))),
  ];
}

/**
 * Sends the secrets by standard input into a file in memory that only root can read. Arguments contain only its path.
 */
async function filesWithSecrets(logins: Logins, id: string, secrets: readonly string[], began: number) {
  const script = `
umask 077
work=$(mktemp -d /run/rehearsal.XXXXXX)
trap 'rm -rf "$work"' EXIT
cat >"$work/secrets" <<'SECRETS'
${secrets.join("\n")}
SECRETS
{
  grep --recursive --files-with-matches --no-messages --fixed-strings --file="$work/secrets" \\
    --exclude=${RIGHTFUL} ${FOLDERS} || true
  find / /run /dev/shm -xdev -type f -perm /o=r -newermt @${Math.floor(began / 1000)} -print0 2>/dev/null |
    xargs --null --no-run-if-empty grep --files-with-matches --no-messages --fixed-strings --file="$work/secrets" || true
} | sort --unique
`;
  return (await logins.root(id, script)).split("\n").filter((line) => line !== "");
}
