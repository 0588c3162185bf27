import * as v from "valibot";
import {
  CPU_SPEEDS,
  CPUS,
  type CpuSpeed,
  DISK_GB,
  DISK_SPEEDS,
  DISK_UNITS,
  MEMORY_GB,
  MONITORING_PLANS,
} from "../../platform/limits";
import type { Cpu, Disk, Inbound } from "../plan";
import { type JsonSchema, patternForm, scalarForm, textForm } from "../shape/json-schema";
import { namesHint } from "../shape/nearest";
import { anything, notation, oneOrMany, section, text, wholeNumber, word } from "../shape/schema";
import { show, textOf } from "../shape/words";
import { parseInbound } from "./ports";

/** What a line of `glue` asks for: reachability from the Internet, or a network and perhaps an address in it. */
export type Glue =
  | { readonly kind: "internet"; readonly ports: readonly Inbound[] }
  | { readonly kind: "network"; readonly network: string; readonly address: string | undefined };

/** Number of cores per socket. */
const CORES = { least: 1, most: 2 };

const CPU_FORM: JsonSchema = {
  ...scalarForm(["integer"], { minimum: CPUS.least, maximum: CPUS.most }),
  ...patternForm(String.raw`^\s*\d{1,6}(\s+\d{1,6}(\s+[A-Za-z]+)?)?\s*$`, "8, 8 2 or 8 2 highperformance"),
};
const DISK_FORM = textForm(
  String.raw`^\s*\d+\s+\d+(\s+[A-Za-z]+)?\s*$`,
  "a unit, gigabytes and perhaps a speed: 1 50 standard",
);
const GLUE_FORM = textForm(String.raw`^\s*\S+([\s,]+\S+)*[\s,]*$`);

const KEYS = {
  appliance: v.optional(text("appliance")),
  cpu: v.optional(notation(parseCpu, CPU_FORM)),
  memory: v.optional(wholeNumber("memory", MEMORY_GB, `a node takes ${MEMORY_GB.least} to ${MEMORY_GB.most}`, " GB")),
  default: v.optional(text("default")),
  description: v.optional(text("description")),
  disks: v.optional(oneOrMany(notation(parseDisk, DISK_FORM))),
  glue: v.optional(oneOrMany(notation(parseGlue, GLUE_FORM))),
  monitoring: v.optional(word("monitoring", MONITORING_PLANS)),
  backup: anything,
  information: anything,
  "cloud-config": anything,
  prepare: anything,
  rub: anything,
  windows: anything,
  destroy: v.optional(word("destroy", ["never"])),
  running: v.optional(word("running", ["always"])),
  contextualise: v.optional(word("contextualise", ["never"])),
  adopted: v.optional(v.boolean(({ input }) => `adopted is ${show(input)}; it takes true or false`)),
  mysql: anything,
};

/** A node's directives, with its class merged in. */
export const NODE = section("a node", { ...KEYS, was: anything });

/** What a node class says: anything that a node can but names of one. */
export const NODE_CLASS = section("a node", KEYS);

/** `N`, `N CORES` or `N CORES SPEED`. */
function parseCpu(written: unknown): { value: Cpu } | { message: string } {
  const [count = "", cores, speed, ...rest] = textOf(written).trim().split(/\s+/);
  const form = `a node takes ${CPUS.least} to ${CPUS.most}, then perhaps cores for each socket (${CORES.least} or ${CORES.most}) and a speed`;
  if (!isNumberIn(count, CPUS) || rest.length > 0 || (typeof written !== "number" && typeof written !== "string")) {
    return { message: `cpu is ${show(written)}; ${form}` };
  }
  if (cores !== undefined && !isNumberIn(cores, CORES)) {
    return {
      message: `${show(cores)} cores for each socket in cpu ${show(written)}; a socket takes ${CORES.least} or ${CORES.most}`,
    };
  }
  const known = CPU_SPEEDS.find((one) => one.toLowerCase() === speed?.toLowerCase());
  if (speed !== undefined && known === undefined) {
    return { message: unknownSpeed(`cpu ${show(written)}`, speed, CPU_SPEEDS) };
  }
  return {
    value: {
      count: Number(count),
      ...(cores !== undefined && { coresPerSocket: Number(cores) }),
      ...(known !== undefined && { speed: known satisfies CpuSpeed }),
    },
  };
}

/** `UNIT SIZE` or `UNIT SIZE SPEED`. */
function parseDisk(written: unknown): { value: Disk } | { message: string } {
  const [unit = "", size = "", speed = "standard", ...rest] = textOf(written).trim().split(/\s+/);
  if (typeof written !== "string" || !/^\d+$/.test(unit) || !/^\d+$/.test(size) || rest.length > 0) {
    return {
      message: `disk ${show(written)} cannot be read\nit takes a unit, gigabytes and perhaps a speed: 1 50 standard`,
    };
  }
  if (!isNumberIn(unit, DISK_UNITS)) {
    return { message: `disk ${unit}: units go from ${DISK_UNITS.least} to ${DISK_UNITS.most}` };
  }
  if (!isNumberIn(size, DISK_GB)) {
    return { message: `disk ${unit} has ${size} GB; a disk takes ${DISK_GB.least} to ${DISK_GB.most}` };
  }
  const known = DISK_SPEEDS.find((one) => one.toLowerCase() === speed.toLowerCase());
  if (known === undefined) {
    return { message: unknownSpeed(`disk ${unit}`, speed, DISK_SPEEDS) };
  }
  return { value: { unit: Number(unit), gigabytes: Number(size), speed: known } };
}

/** `internet PORTS`, or a network (`primary` for the node's own) and perhaps an address. */
function parseGlue(written: unknown): { value: Glue } | { message: string } {
  const [first = "", ...rest] = textOf(written)
    .trim()
    .split(/[\s,]+/);
  if (typeof written !== "string") {
    return { message: `glue is ${show(written)}; it takes lines such as: internet 22` };
  }
  if (first !== "internet") {
    return rest.length > 1
      ? {
          message: `glue ${show(written)} cannot be read\nit takes \`internet\` and ports, or \`primary\` or a network and an address`,
        }
      : { value: { kind: "network", network: first, address: rest[0] } };
  }
  const ports = rest.map((one) => ({ one, port: parseInbound(one) }));
  const unknown = ports.find(({ port }) => port === undefined);
  if (unknown !== undefined) {
    return {
      message: `"${unknown.one}" in glue ${show(written)} is no port\nports: 22, tcp:80, udp:137..138, 1000..2000, icmp`,
    };
  }
  return { value: { kind: "internet", ports: ports.flatMap(({ port }) => port ?? []) } };
}

function isNumberIn(written: string, { least, most }: { readonly least: number; readonly most: number }): boolean {
  return /^\d{1,6}$/.test(written) && Number(written) >= least && Number(written) <= most;
}

function unknownSpeed(what: string, speed: string, known: readonly string[]): string {
  return [
    `unknown speed "${speed}" of ${what}`,
    ...namesHint(
      "speeds",
      speed,
      known.map((one) => one.toLowerCase()),
    ),
  ].join("\n");
}
