import { type ParseArgsConfig, parseArgs } from "node:util";
import { PlanError } from "../../plan/findings/plan-error";
import { EXIT } from "../../platform/exit-codes";

import { PLAN_OPTIONS, takeChosenPlan, withChosenPlan } from "./chosen-plan";
import { Failure, UsageError } from "./failure";

export { EXIT, Failure, UsageError };

export interface Option {
  readonly type: "boolean" | "string";
  /** Placeholder of the value in the help, e.g. DIR. */
  readonly value?: string;
  readonly information: string;
}

export interface Invocation {
  readonly env: NodeJS.ProcessEnv;
  /** The project's folder. */
  readonly cwd: string;
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** Arguments that are not options of this command, in order. */
  readonly operands: readonly string[];
}

export interface Command {
  /** Its name after `plumbline`, and of the npm script. */
  readonly name: string;
  /** One sentence at the head of the help. */
  readonly purpose: string;
  /** What can follow the command, for the help. */
  readonly synopsis: string;
  readonly options?: Readonly<Record<string, Option>>;
  /**
   * `none`: options only. `after options`: the first operand and everything after it are passed on unchanged.
   * `everything`: all arguments belong to another program, including options; only --help is ours.
   */
  readonly operands: "none" | "after options" | "everything";
  /** Whether it reads a plan, which options name then. */
  readonly readsPlan?: true;
  /** Further lines of the help. */
  readonly details: readonly string[];
  /** Returns the exit code; nothing means success. */
  act(invocation: Invocation): Promise<number | undefined>;
}

/** Runs a command with its arguments and sets the exit code. */
export async function run(command: Command, argv: readonly string[]): Promise<void> {
  // a reader that closes the pipe (`| head -1`), or a closed terminal, is not a failure
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE" && error.code !== "EIO") {
        throw error;
      }
    });
  }
  process.exitCode = await perform(command, argv);
}

async function perform(command: Command, argv: readonly string[]): Promise<number> {
  try {
    const { options, operands, help } = readArguments(command, argv);
    if (help) {
      process.stdout.write(helpText(command));
      return EXIT.success;
    }
    const env = command.readsPlan ? withChosenPlan(process.env, options) : process.env;
    return (await command.act({ env, cwd: process.cwd(), options, operands })) ?? EXIT.success;
  } catch (error) {
    return explain(command, error);
  }
}

/**
 * Splits arguments into this command's options and the rest. Drops one `--` between the two. Throws a UsageError that
 * names what it does not understand.
 */
export function readArguments(
  command: Pick<Command, "options" | "operands" | "readsPlan">,
  argv: readonly string[],
): Pick<Invocation, "options" | "operands"> & { help: boolean } {
  const separator = argv.indexOf("--");
  if (command.operands === "everything") {
    const own = separator < 0 ? argv : argv.slice(0, separator);
    const help = own.includes("--help") || own.includes("-h");
    const words = separator === 0 ? argv.slice(1) : argv;
    return { help, ...(command.readsPlan && !help ? planTakenFrom(words) : { options: {}, operands: words }) };
  }
  const known = ownOptions(command);
  const end = command.operands === "none" ? argv.length : endOfOptions(known, argv);
  const options = parseOptions(known, argv.slice(0, end));
  const rest = argv.slice(end);
  return { ...options, operands: rest[0] === "--" ? rest.slice(1) : rest };
}

function planTakenFrom(argv: readonly string[]): Pick<Invocation, "options" | "operands"> {
  const { words, options } = takeChosenPlan(argv);
  return { options, operands: words };
}

function ownOptions({ options, readsPlan }: Pick<Command, "options" | "readsPlan">): Readonly<Record<string, Option>> {
  return { ...(readsPlan ? PLAN_OPTIONS : {}), ...options };
}

/** All options of a command, as its help shows them. */
export function optionsOf(command: Command): Readonly<Record<string, Option>> {
  return { ...ownOptions(command), help: { type: "boolean", information: "shows this" } };
}

/** Index of the first argument that is neither an option nor the value of one. */
function endOfOptions(options: Readonly<Record<string, Option>>, argv: readonly string[]): number {
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] as string;
    if (argument === "--" || !argument.startsWith("-")) {
      return index;
    }
    if (options[argument.replace(/^--/, "")]?.type === "string") {
      index++;
    }
  }
  return argv.length;
}

function parseOptions(options: Readonly<Record<string, Option>>, args: readonly string[]) {
  const known: ParseArgsConfig["options"] = { help: { type: "boolean", short: "h" } };
  for (const [name, { type }] of Object.entries(options)) {
    known[name] = { type };
  }
  try {
    const { help, ...values } = parseArgs({ args: [...args], options: known, allowPositionals: false }).values;
    return { help: help === true, options: values as Invocation["options"] };
  } catch (error) {
    // the first sentence of Node's message names the argument; the rest is about programs with positional arguments
    const [sentence = ""] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(sentence.charAt(0).toLowerCase() + sentence.slice(1));
  }
}

function explain(command: Command, error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(
      `${command.name}: ${error.message}\n\n${usageLine(command)}\nnpx plumbline ${command.name} --help\n`,
    );
    return EXIT.usage;
  }
  if (error instanceof Failure) {
    process.stderr.write(
      [`${command.name}: ${error.message}`, ...error.hints.map((hint) => `  ${hint}`), ""].join("\n"),
    );
    return error.exitCode;
  }
  if (error instanceof PlanError) {
    process.stderr.write(`${error.message}\n`);
  } else if (isSystemError(error)) {
    process.stderr.write(`${command.name}: ${error.message}\n`);
  } else {
    process.stderr.write(`${command.name}: ${error instanceof Error ? error.stack : String(error)}\n`);
  }
  return EXIT.failure;
}

/** An error of the operating system (a file or a port): its message suffices, without a stack trace. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}

function usageLine({ name, synopsis, readsPlan }: Command): string {
  const words = [name, ...(readsPlan ? ["[--plan FILE] [--parameters TEXT]"] : []), synopsis];
  return `usage: npx plumbline ${words.join(" ").trim()}`;
}

/** The help: purpose, usage, options, details. */
export function helpText(command: Command): string {
  const options = Object.entries(optionsOf(command)).map(([name, { value, information }]) => ({
    flag: `--${name}${value === undefined ? "" : ` ${value}`}`,
    information,
  }));
  const width = Math.max(...options.map(({ flag }) => flag.length));
  return [
    command.purpose,
    "",
    usageLine(command),
    "",
    ...options.map(({ flag, information }) => `  ${flag.padEnd(width)}  ${information}`),
    ...(command.details.length > 0 ? ["", ...command.details] : []),
    "",
  ].join("\n");
}
