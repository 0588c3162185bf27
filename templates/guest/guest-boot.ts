import { Refusal } from "../../platform/refusal";
import {
  FilledText,
  type FilledTree,
  filledTree,
  holdsSecret,
  isFilledList,
  isFilledMapping,
  valuesIn,
} from "../filled-text";
import { filledJson, type NodeFile, nodeFile } from "../node-file";
import program from "./guest.py.ejs";

/** A cloud-config: data whose texts may hold values that Terraform knows only when it applies. */
export type CloudConfig = Readonly<Record<string, FilledTree>>;

/** What stands for itself in user-data, and what the program of the guest does in its place. */
export interface GuestBoot {
  /** The cloud-config without commands, without files that hold a secret, and without its restart. */
  readonly userData: CloudConfig;
  /** Whether something of it is done before cloud-init writes files. */
  readonly beginsEarly: boolean;
  /** Whether it has commands for each boot. */
  readonly hasBootCommands: boolean;
  /** The files of the boot step that only root reads: the data of the program, and the program. */
  readonly files: readonly NodeFile[];
}

/** Where the program and its data lie on a node, for root alone. */
export const GUEST_PROGRAM = "/var/lib/plumbline/guest/guest.py";

/** Lists of cloud-init's modules: another list would leave out what the first boot of a node needs. */
const MODULE_LISTS = ["cloud_init_modules", "cloud_config_modules", "cloud_final_modules"];

/**
 * A cloud-config, divided: what cloud-init does itself, and what a program of ours does at the same times, because
 * cloud-init would keep its secrets in user-data (files), or would not tell of its failures (commands).
 * @throws Refusal with all that cloud-init would not do, or that would keep the node from its first boot
 */
export function guestBoot(config: CloudConfig): GuestBoot {
  const { runcmd, bootcmd, write_files: written, power_state: power, ...rest } = config;
  const files = written ?? [];
  const problems = [
    ...textProblems(config, []),
    ...commandProblems("runcmd", runcmd),
    ...commandProblems("bootcmd", bootcmd),
    ...fileProblems(files),
    ...powerProblems(power),
    ...MODULE_LISTS.filter((key) => key in rest).map(
      (key) => `cloud-config sets ${key}, with which the node's own first boot would lack modules; leave it out`,
    ),
  ];
  if (problems.length > 0) {
    throw new Refusal(problems.join("\n"));
  }
  const list = isFilledList(files) ? files : [];
  // entries of one file stay together, in their order: one may append to what another has written
  const secretPaths = new Set(list.filter(holdsSecret).map(pathOf));
  const late = list.filter((file) => secretPaths.has(pathOf(file)));
  const plain = list.filter((file) => !secretPaths.has(pathOf(file)));
  const data = {
    runcmd: commandsIn(runcmd),
    bootcmd: commandsIn(bootcmd),
    files: late,
    restart: restartOf(power),
    // what is not shown where a command has failed
    secrets: valuesIn(config)
      .filter(({ isSecret }) => isSecret)
      .map((value) => new FilledText([value])),
  };
  return {
    userData: { ...rest, ...(plain.length > 0 ? { write_files: plain } : {}) },
    beginsEarly: late.some((file) => !(isFilledMapping(file) && file.defer === true)),
    hasBootCommands: commandsIn(bootcmd).length > 0,
    files: [
      nodeFile({
        name: "boot/guest.json",
        target: "/var/lib/plumbline/guest/guest.json",
        text: (fill) => filledJson(filledTree(data, fill)),
        inQuotes: true,
      }),
      nodeFile({ name: "boot/guest.py", target: GUEST_PROGRAM, text: program }),
    ],
  };
}

/** The commands of a list; an item without a value, such as a comment alone, is none. */
function commandsIn(list: FilledTree | undefined): readonly FilledTree[] {
  return isFilledList(list) ? list.filter((command) => command !== null) : [];
}

/** cloud-init joins commands into one script, and runs none of them where one is neither a text nor a list. */
function commandProblems(key: string, commands: FilledTree | undefined): string[] {
  if (commands === undefined || commands === null) {
    return [];
  }
  if (!isFilledList(commands)) {
    return [`${key} of cloud-config is not a list of commands; each is a text, or a list of words`];
  }
  return commands.flatMap((command, index) =>
    command === null || typeof command === "string" || command instanceof FilledText || isFilledList(command)
      ? []
      : [
          `command ${index + 1} of ${key} is ${JSON.stringify(command)}, with which cloud-init runs no command at all; write a text between quotes, or a list of words`,
        ],
  );
}

/** What no reader of YAML 1.1 takes, or what stands for a place of a value in our own texts. */
function textProblems(tree: FilledTree, path: readonly (string | number)[]): string[] {
  if (typeof tree === "string") {
    const bad = [...tree].find(
      (character) => character === "\u0001" || character === "\u0002" || /\p{Cs}/u.test(character),
    );
    const code = bad?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    return bad === undefined
      ? []
      : [`${path.join(".")} of cloud-config holds U+${code}, which YAML cannot carry; leave it out`];
  }
  if (tree instanceof FilledText) {
    return tree.parts.flatMap((part) => (typeof part === "string" ? textProblems(part, path) : []));
  }
  if (isFilledList(tree)) {
    return tree.flatMap((item, index) => textProblems(item, [...path, index + 1]));
  }
  return isFilledMapping(tree)
    ? Object.entries(tree).flatMap(([key, value]) => [
        ...textProblems(key, [...path, "a key"]),
        ...textProblems(value, [...path, key]),
      ])
    : [];
}

function fileProblems(files: FilledTree): string[] {
  if (!isFilledList(files)) {
    return ["write_files of cloud-config is not a list; each entry has a `path` and `content`"];
  }
  const secretPaths = new Set(files.filter(holdsSecret).map(pathOf));
  return files.flatMap((file, index) => {
    const entry = `entry ${index + 1} of write_files of cloud-config`;
    if (!isFilledMapping(file) || file.path === undefined) {
      return [`${entry} has no \`path\`; give one`];
    }
    return file.source !== undefined && secretPaths.has(pathOf(file))
      ? [`${entry} has a \`source\` beside a secret, which no file can hold then; fetch it with a command of runcmd`]
      : [];
  });
}

function pathOf(file: FilledTree): string {
  const path = isFilledMapping(file) ? file.path : undefined;
  return path instanceof FilledText ? path.toText(({ expression }) => expression) : String(path);
}

/** A node that is off when its first boot is over never gets to its next step. */
function powerProblems(power: FilledTree | undefined): string[] {
  const mode = isFilledMapping(power) ? power.mode : undefined;
  return power === undefined || power === null || mode === "reboot"
    ? []
    : [
        `power_state of cloud-config has the mode ${JSON.stringify(mode ?? null)}, after which no step could reach the node; it takes mode: reboot`,
      ];
}

/** Whether the machine restarts once cloud-init is through: false, true, or a command that decides. */
function restartOf(power: FilledTree | undefined): FilledTree {
  return isFilledMapping(power) ? (power.condition ?? true) : false;
}
