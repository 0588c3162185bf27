#!/usr/bin/env node
import { type Command, EXIT, run } from "./cli/command";
import { completionOf } from "./cli/completion";
import { isPackaged } from "./cli/own-program";

/** Every command by its name; loaded on demand. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  adopt: async () => (await import("./adopt")).adopt,
  completion: async () => completionOf(all),
  check: async () => (await import("./check")).check,
  deploy: async () => (await import("./deploy")).deploy,
  destroy: async () => (await import("./destroy")).destroy,
  diff: async () => (await import("./diff")).diff,
  guard: async () => (await import("./guard")).guard,
  information: async () => (await import("./information")).information,
  migrate: async () => (await import("./migrate")).migrate,
  orphans: async () => (await import("./orphans")).orphans,
  secrets: async () => (await import("./secrets")).secrets,
  ssh: async () => (await import("./ssh")).ssh,
  synth: async () => (await import("./synth")).synth,
  verify: async () => (await import("./verify")).verify,
};

/** What the program `plumbline` of a clone gives to others before it comes here. */
const OTHERS = [
  ["lab", "Starts a simulated cloud."],
  ["rehearse", "Tries the plan on this machine."],
] as const;

const USAGE = "usage: npx plumbline COMMAND [ARGUMENTS]\n       npx plumbline COMMAND --help\n";

async function all(): Promise<readonly Command[]> {
  return Promise.all(Object.values(COMMANDS).map((load) => load()));
}

async function help(): Promise<string> {
  const rows = [...(await all()).map(({ name, purpose }) => [name, purpose] as const), ...(isPackaged ? [] : OTHERS)];
  const width = Math.max(...rows.map(([name]) => name.length));
  return `${USAGE}\n${rows.map(([name, purpose]) => `  ${name.padEnd(width)}  ${purpose}\n`).join("")}`;
}

async function main([name, ...argv]: readonly string[]): Promise<void> {
  const load = Object.hasOwn(COMMANDS, name ?? "") ? COMMANDS[name ?? ""] : undefined;
  if (load !== undefined) {
    await run(await load(), argv);
  } else if (name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(await help());
  } else {
    const problem = name === undefined ? "no command is given" : `there is no command ${JSON.stringify(name)}`;
    process.stderr.write(`plumbline: ${problem}\n\n${await help()}`);
    process.exitCode = EXIT.usage;
  }
}

void main(process.argv.slice(2));
