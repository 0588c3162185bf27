// `npm run lab`: starts the simulated cloud alone, for use with Terraform, libcloud, plumbery or curl.
import { closeSync, createWriteStream, openSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Writable } from "node:stream";
import { parseArgs } from "node:util";
import { EXIT } from "../platform/exit-codes";
import { formatCall } from "./cloud/calls";
import { readCatalogue } from "./cloud/catalogue";
import { Cloud, OPERATION_NAMES } from "./cloud/cloud";
import type { Settings } from "./cloud/settings";
import { readState, writeState } from "./cloud/state-file";
import { wordsOf } from "./host/failure-words";

const LAST_PORT = 65_535;

const HELP = `npm run lab -- [OPTIONS]

Starts a simulated CloudControl (MCP 2.0) API on loopback and prints its endpoints and credentials.
Ctrl-C stops it.

  --port N             port; 0 takes a free one (default 8420)
  --port-per-region    each region at a port of its own, from N upwards, instead of a path prefix
  --delay MS           milliseconds that work takes, e.g. a deployment (default 0)
  --delay OPERATION=MS the same for one operation, e.g. deployServer=5000; can be given again
  --state FILE         go on with this state, and write it at the end
  --log FILE|-         write every call there (- is standard output); passwords are masked
  --faults FILE        JSON with faults to begin with, as POST /lab/faults takes them
  --catalogue FILE     locations and images of your own
  --help               this text

Exit code: 0 it was stopped, 1 a file or a port cannot be used, 64 wrong usage.
`;

const OPTIONS = {
  port: { type: "string", default: "8420" },
  "port-per-region": { type: "boolean", default: false },
  delay: { type: "string", multiple: true, default: [] as string[] },
  state: { type: "string" },
  log: { type: "string" },
  faults: { type: "string" },
  catalogue: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** A wrong command line: exit code 64. */
class UsageError extends Error {}

/** A file or a port named by an option cannot be used. */
class Failure extends Error {}

function wholeNumber(text: string, option: string, most: number): number {
  if (!/^\d+$/.test(text) || Number(text) > most) {
    throw new UsageError(`${option} is ${JSON.stringify(text)}; a whole number from 0 to ${most} is expected`);
  }
  return Number(text);
}

function delaysOf(texts: readonly string[]): Pick<Settings, "delayMs" | "delaysMs"> {
  const delaysMs: Record<string, number> = {};
  let delayMs = 0;
  for (const text of texts) {
    const [operation = "", milliseconds] = text.includes("=") ? text.split("=") : ["", text];
    const value = wholeNumber(milliseconds ?? "", "--delay", 86_400_000);
    if (operation === "") {
      delayMs = value;
    } else if (OPERATION_NAMES.has(operation)) {
      delaysMs[operation] = value;
    } else {
      throw new UsageError(
        `--delay names ${JSON.stringify(operation)}; known are ${[...OPERATION_NAMES].sort().join(", ")}`,
      );
    }
  }
  return { delayMs, delaysMs };
}

/** Uses the file that an option names; an error names both. */
function using<Result>(option: string, file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { message } = error as Error;
    throw new Failure(`${option} ${file}: ${message.replaceAll("\n", " ")}`);
  }
}

/** Opens a log before anything starts, so that a wrong path is reported at once. */
function logTo(target: string): Writable {
  if (target === "-") {
    return process.stdout;
  }
  const log = createWriteStream(target, { fd: using("--log", target, () => openSync(target, "a", 0o600)) });
  log.once("error", (error) =>
    process.stderr.write(`lab: --log ${target} cannot be written any more: ${error.message}\n`),
  );
  return log;
}

/** Checks that the state can be written at the end; otherwise everything done until then would be lost. */
function refuseStateThatCannotBeWritten(file: string): void {
  using("--state", file, () => {
    const folder = dirname(file);
    if (!statSync(folder).isDirectory()) {
      throw new Error(`${folder} is no folder`);
    }
    const exists = statSync(file, { throwIfNoEntry: false });
    if (exists && !exists.isFile()) {
      throw new Error("it is no file");
    }
    if (exists) {
      closeSync(openSync(file, "r+"));
    }
  });
}

function options() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    // the first sentence of Node's message names the argument
    throw new UsageError((error as Error).message.split(/\. |\n/)[0]);
  }
}

async function listen(cloud: Cloud, port: number, portPerRegion: boolean): Promise<Readonly<Record<string, string>>> {
  try {
    return await cloud.listen({ port, portPerRegion });
  } catch (error) {
    await cloud.stop();
    throw new Failure(`--port ${port}: ${(error as Error).message}; --port 0 takes a free one`);
  }
}

async function main(): Promise<void> {
  const values = options();
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const port = wholeNumber(values.port, "--port", LAST_PORT);
  const settings = delaysOf(values.delay);
  const { state: stateFile, catalogue: catalogueFile, faults: faultsFile } = values;
  if (stateFile !== undefined) {
    refuseStateThatCannotBeWritten(stateFile);
  }
  const state = stateFile === undefined ? undefined : using("--state", stateFile, () => readState(stateFile));
  const catalogue =
    catalogueFile === undefined ? undefined : using("--catalogue", catalogueFile, () => readCatalogue(catalogueFile));
  const cloud = new Cloud({ settings, state, ...(catalogue && { catalogue }) });
  const last = port + cloud.catalogue.regions.length - 1;
  if (port > 0 && values["port-per-region"] && last > LAST_PORT) {
    throw new UsageError(`--port is ${port}, and with a port for each region the last one would be ${last}`);
  }
  if (faultsFile !== undefined) {
    using("--faults", faultsFile, () => cloud.faults.add(JSON.parse(readFileSync(faultsFile, "utf8"))));
  }
  if (values.log !== undefined) {
    const log = logTo(values.log);
    cloud.events.on("call", (call) => log.write(formatCall(call)));
  }
  const endpoints = await listen(cloud, port, values["port-per-region"]);
  // installed before the line that says how to stop it is printed
  const stop = async (): Promise<void> => {
    await cloud.stop();
    if (stateFile !== undefined) {
      using("--state", stateFile, () => writeState(stateFile, cloud.state()));
      process.stdout.write(`State written to ${stateFile}\n`);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(
      signal,
      () =>
        void stop()
          .catch(explain)
          .finally(() => process.exit()),
    );
  }
  const [account] = cloud.accounts;
  const regions = Object.entries(endpoints).map(([region, url]) => {
    const ids = cloud.catalogue.dataCentresOf(region).map(({ id }) => id);
    return `  ${region.padEnd(7)} ${url.padEnd(30)} ${ids.join(" ")}`;
  });
  const began =
    values.state === undefined ? "" : `State: ${values.state} (${state === undefined ? "new" : "goes on"})\n`;
  process.stdout.write(
    `Lab cloud, a CloudControl simulator\n\n${regions.join("\n")}\n\n${began}` +
      `export MCP_USER=${account?.user} MCP_PASSWORD=${account?.password}\n\nCtrl-C stops it.\n`,
  );
}

function explain(error: unknown): void {
  const isOurs = error instanceof UsageError || error instanceof Failure;
  process.stderr.write(`lab: ${isOurs ? error.message : wordsOf(error)}\n`);
  process.exitCode = error instanceof UsageError ? EXIT.usage : EXIT.failure;
}

for (const stream of [process.stdout, process.stderr]) {
  // a reader that closes the pipe (`| head -1`) must not end the lab
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") {
      throw error;
    }
  });
}
main().catch(explain);
