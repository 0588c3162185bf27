import { relative, resolve } from "node:path";
import { type Command, Failure, UsageError } from "./cli/command";
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
  synopsis: "[--json | --folder DIR] [NAME]",
  options: {
    folder: { type: "string", value: "DIR", information: "writes files of mode 0600 into DIR, a folder of mode 0700" },
    json: { type: "boolean", information: "prints JSON" },
  },
  operands: "after options",
  readsPlan: true,
  details: [
    "NAME is what a token of the plan names, as information shows it: npm run secrets -- mysql_root.secret",
    `Files: ${SSH_FILES.key} (private key), ${SSH_FILES.knownHosts} (pinned host keys), ${SSH_FILES.config}, ${PASSWORDS}.`,
    `Then ssh, scp and rsync reach the nodes: ssh -F DIR/${SSH_FILES.config} NODE`,
  ],
  async act({ env, cwd, options, operands }) {
    const { folder, json } = options;
    if (typeof folder === "string" && json === true) {
      throw new UsageError("--folder writes files and --json prints: choose one");
    }
    if (folder === "") {
      throw new UsageError("--folder needs the path of a folder");
    }
    const [name, ...others] = operands;
    if (others.length > 0 || (name !== undefined && (folder !== undefined || json === true))) {
      throw new UsageError("one NAME at a time, and no option beside it");
    }
    const stack = currentStack(env, cwd);
    if (name !== undefined) {
      const { secrets } = await readOutputs(stack, env, "secrets");
      process.stdout.write(`${valueCalled(secrets, name)}\n`);
      return undefined;
    }
    if (typeof folder !== "string") {
      const { secrets } = await readOutputs(stack, env, "secrets");
      process.stdout.write(json === true ? `${JSON.stringify(secrets, null, 2)}\n` : readable(secrets));
      return undefined;
    }
    const { secrets, nodes } = await readOutputs(stack, env, "secrets", "nodes");
    const target = resolve(cwd, folder);
    writeSshFolder(target, nodes, secrets.deployer_key);
    const { deployer_key: _, ...passwords } = secrets;
    writePrivateFile(target, PASSWORDS, `${JSON.stringify(passwords, null, 2)}\n`);
    const shown = relative(cwd, target).startsWith("..") ? target : relative(cwd, target);
    const example = Object.keys(nodes).sort()[0];
    process.stdout.write(
      `${[...Object.values(SSH_FILES), PASSWORDS].map((name) => `wrote ${shown}/${name}\n`).join("")}` +
        (example === undefined ? "" : `log in: ssh -F ${shown}/${SSH_FILES.config} ${shortName(nodes, example)}\n`),
    );
    return undefined;
  },
};

/**
 * What a token of the plan stands for. The name alone is enough where only one token has it.
 * @throws Failure where no token has it, or several do
 */
function valueCalled({ values }: Secrets, written: string): string {
  const names = Object.keys(values);
  const [kind, ...rest] = written.split(".");
  // tokens have two orders, and are listed in one of them
  const exact = [written, `${rest.join(".")}.${kind}`].filter((name) => names.includes(name)).slice(0, 1);
  const meant = exact.length > 0 ? exact : names.filter((name) => name.replace(/\.[^.]*$/, "") === written);
  const value = meant.length === 1 ? values[meant[0] as string] : undefined;
  if (value !== undefined) {
    return value;
  }
  const problem =
    meant.length > 1 ? `${written} is the name of ${meant.length} values` : `no value is called ${written}`;
  const there = meant.length > 1 ? meant : names;
  throw new Failure(problem, [
    there.length > 0 ? `there are: ${there.sort().join(", ")}` : "the plan has no tokens of secrets, UUIDs or keys",
  ]);
}

/** Values of several lines are shown one by one. */
function shownValues(values: Secrets["values"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value.includes("\n") ? `(of several lines: npm run secrets -- ${name})` : value,
    ]),
  );
}

/** For a person: one account per line, the key complete and last. */
function readable({ deployer_key, passwords, admin_passwords, values }: Secrets): string {
  const section = (title: string, values: Readonly<Record<string, string>>) => {
    const rows = Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));
    return [title, ...(rows.length > 0 ? alignColumns(rows).map((line) => `  ${line}`) : ["  none"]), ""];
  };
  return [
    ...section("passwords of SQL accounts", passwords),
    ...section("admin passwords of nodes", admin_passwords),
    ...(Object.keys(values).length > 0 ? section("values of tokens in the plan", shownValues(values)) : []),
    "private key of the deployer",
    deployer_key.trimEnd(),
    "",
  ].join("\n");
}
