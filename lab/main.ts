// `npm run lab`: starts the simulated cloud alone, for Terraform by hand, libcloud, plumbery or curl.
import { createWriteStream, readFileSync } from "node:fs";
import type { Writable } from "node:stream";
import { parseArgs } from "node:util";
import { formatCall } from "./cloud/calls";
import { readCatalogue } from "./cloud/catalogue";
import { Cloud, OPERATION_NAMES } from "./cloud/cloud";
import type { Settings } from "./cloud/settings";
import { readState, writeState } from "./cloud/state-file";

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

function wholeNumber(text: string, option: string, most: number): number {
  if (!/^\d+$/.test(text) || Number(text) > most) {
    throw new Error(`${option} is ${JSON.stringify(text)}; a whole number from 0 to ${most} is expected`);
  }
  return Number(text);
}

function delaysOf(texts: readonly string[]): Pick<Settings, "delay" | "delays"> {
  const delays: Record<string, number> = {};
  let delay = 0;
  for (const text of texts) {
    const [operation = "", milliseconds] = text.includes("=") ? text.split("=") : ["", text];
    const value = wholeNumber(milliseconds ?? "", "--delay", 86_400_000);
    if (operation === "") {
      delay = value;
    } else if (OPERATION_NAMES.has(operation)) {
      delays[operation] = value;
    } else {
      throw new Error(
        `--delay names ${JSON.stringify(operation)}; known are ${[...OPERATION_NAMES].sort().join(", ")}`,
      );
    }
  }
  return { delay, delays };
}

function logTo(target: string): Writable {
  return target === "-" ? process.stdout : createWriteStream(target, { flags: "a", mode: 0o600 });
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const port = wholeNumber(values.port, "--port", 65_535);
  const state = values.state === undefined ? undefined : readState(values.state);
  const cloud = new Cloud({
    settings: delaysOf(values.delay),
    state,
    ...(values.catalogue !== undefined && { catalogue: readCatalogue(values.catalogue) }),
  });
  if (values.faults !== undefined) {
    cloud.faults.add(JSON.parse(readFileSync(values.faults, "utf8")));
  }
  if (values.log !== undefined) {
    const log = logTo(values.log);
    cloud.events.on("call", (call) => log.write(formatCall(call)));
  }
  const endpoints = await cloud.listen({ port, portPerRegion: values["port-per-region"] });
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

  const stop = async (): Promise<void> => {
    await cloud.stop();
    if (values.state !== undefined) {
      writeState(values.state, cloud.state());
      process.stdout.write(`State written to ${values.state}\n`);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void stop().then(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
