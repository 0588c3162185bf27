import { relative, resolve } from "node:path";
import { type Command, UsageError } from "./cli/command";
import { writePrivateFile } from "./cli/private-folder";
import { alignColumns } from "./cli/table";
import { shortName } from "./ssh-access/node-choice";
import { SSH_FILES, writeSshFolder } from "./ssh-access/ssh-config";
import { readOutputs, type Secrets } from "./terraform/outputs";
import { currentStack } from "./terraform/stack";

const PASSWORDS = "passwords.json";

export const secrets: Command = {
  name: "secrets",
  purpose: "Shows the secrets that Terraform made, or writes them to a folder.",
  synopsis: "[--json | --folder DIR]",
  options: {
    folder: { type: "string", value: "DIR", information: "writes files of mode 0600 into DIR, a folder of mode 0700" },
    json: { type: "boolean", information: "prints JSON" },
  },
  operands: "none",
  readsPlan: true,
  details: [
    `Files: ${SSH_FILES.key} (private key), ${SSH_FILES.knownHosts} (pinned host keys), ${SSH_FILES.config}, ${PASSWORDS}.`,
    `Then ssh, scp and rsync reach the nodes: ssh -F DIR/${SSH_FILES.config} NODE`,
  ],
  async act({ env, cwd, options }) {
    const { folder, json } = options;
    if (typeof folder === "string" && json === true) {
      throw new UsageError("--folder writes files and --json prints: choose one");
    }
    if (folder === "") {
      throw new UsageError("--folder needs the path of a folder");
    }
    const stack = currentStack(env, cwd);
    if (typeof folder !== "string") {
      const { secrets } = await readOutputs(stack, env, "secrets");
      process.stdout.write(json === true ? `${JSON.stringify(secrets, null, 2)}\n` : readable(secrets));
      return undefined;
    }
    const { secrets, nodes } = await readOutputs(stack, env, "secrets", "nodes");
    const target = resolve(cwd, folder);
    writeSshFolder(target, nodes, secrets.deployer_key);
    const { passwords, admin_passwords } = secrets;
    writePrivateFile(target, PASSWORDS, `${JSON.stringify({ passwords, admin_passwords }, null, 2)}\n`);
    const shown = relative(cwd, target).startsWith("..") ? target : relative(cwd, target);
    const example = Object.keys(nodes).sort()[0];
    process.stdout.write(
      `${[...Object.values(SSH_FILES), PASSWORDS].map((name) => `wrote ${shown}/${name}\n`).join("")}` +
        (example === undefined ? "" : `log in: ssh -F ${shown}/${SSH_FILES.config} ${shortName(nodes, example)}\n`),
    );
    return undefined;
  },
};

/** For a person: one account per line, the key complete and last. */
function readable({ deployer_key, passwords, admin_passwords }: Secrets): string {
  const section = (title: string, values: Readonly<Record<string, string>>) => {
    const rows = Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));
    return [title, ...(rows.length > 0 ? alignColumns(rows).map((line) => `  ${line}`) : ["  none"]), ""];
  };
  return [
    ...section("passwords of SQL accounts", passwords),
    ...section("admin passwords of nodes", admin_passwords),
    "private key of the deployer",
    deployer_key.trimEnd(),
    "",
  ].join("\n");
}
