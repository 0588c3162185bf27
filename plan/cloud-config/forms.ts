import type { Findings } from "../findings/findings";
import { show } from "../shape/words";
import { get, type Mapping, type Tree } from "../yaml/tree";
import { valueOfScalar } from "./edits";
import { isNothing, itemsOf } from "./rules/rule";

const LISTS: readonly (readonly [key: string, takes: string])[] = [
  ["runcmd", "each command is a text, or a list of words: runcmd: [apt-get update]"],
  ["bootcmd", "each command is a text, or a list of words: bootcmd: [apt-get update]"],
  ["write_files", "each file has a path and content: write_files: [{path: /etc/motd, content: hello}]"],
];

const MAPPINGS: readonly (readonly [key: string, takes: string])[] = [
  ["apt", "it takes keys such as sources: apt: {sources: {...}}"],
  ["ntp", "it takes keys such as servers: ntp: {servers: [0.pool.ntp.org]}"],
  ["chpasswd", "it takes keys such as users: chpasswd: {users: [...]}"],
  ["ssh_keys", "it takes kinds of keys: ssh_keys: {rsa_private: ..., rsa_public: ...}"],
  ["power_state", "it takes mode: reboot"],
];

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** Lists of cloud-init's modules: another list would leave out what the first boot of a node needs. */
const MODULE_LISTS = ["cloud_init_modules", "cloud_config_modules", "cloud_final_modules"];

/**
 * Tells where a cloud-config has a form with which cloud-init does nothing, or with which a node does not come through its
 * first boot. What has no value says nothing.
 * @param config a node's cloud-config, merged and translated
 */
export function checkForms(config: Mapping, findings: Findings): void {
  for (const [kind, expected] of [
    ["list", LISTS],
    ["mapping", MAPPINGS],
  ] as const) {
    for (const [key, takes] of expected) {
      const entry = config.entries.get(key);
      if (
        entry !== undefined &&
        !isNothing(entry.value) &&
        entry.value.kind !== kind &&
        entry.value.kind !== "poison"
      ) {
        findings.error(entry.key, `\`${key}\` is ${shown(entry.value)}, where cloud-init takes a ${kind}`, takes);
      }
    }
  }
  checkCommands(config, findings);
  checkFiles(config, findings);
  checkPower(config, findings);
  checkHostname(config, findings);
  for (const key of MODULE_LISTS) {
    const at = config.entries.get(key)?.key;
    if (at !== undefined) {
      findings.error(at, `\`${key}\` takes modules away that the first boot of a node needs`, "leave it out");
    }
  }
}

function checkCommands(config: Mapping, findings: Findings): void {
  for (const list of ["runcmd", "bootcmd"]) {
    for (const [, command] of itemsOf(config, list)) {
      const isCommand = command.kind === "list" || isNothing(command) || isText(command);
      if (!isCommand && command.kind !== "poison") {
        const remedy = "put the command in quotes, or write it as a list of words";
        findings.error(
          command.at,
          `a command of \`${list}\` is ${shown(command)}, with which cloud-init runs none of them`,
          command.kind === "mapping" ? `a colon and a blank in it make a mapping of it: ${remedy}` : remedy,
        );
      }
    }
  }
}

function checkFiles(config: Mapping, findings: Findings): void {
  for (const [, file] of itemsOf(config, "write_files")) {
    const path = file.kind === "mapping" ? file.entries.get("path") : undefined;
    const content = get(file, "content");
    if (file.kind === "poison" || (file.kind === "mapping" && file.partial)) {
      continue;
    }
    if (path === undefined || isNothing(path.value)) {
      findings.error(path?.key ?? file.at, "a file of `write_files` has no path", "say where it goes: path: /etc/motd");
    } else if (!isText(path.value) && path.value.kind !== "poison") {
      findings.error(path.key, `the path of a file is ${shown(path.value)}`, "it takes a text: path: /etc/motd");
    }
    if (content?.kind === "list" || content?.kind === "mapping") {
      findings.error(
        content.at,
        `the content of a file is ${shown(content)}`,
        "put it in quotes, or behind a | on lines of its own",
      );
    }
  }
}

/** A node that is off when its first boot is over never gets to its next step. */
function checkPower(config: Mapping, findings: Findings): void {
  const power = config.entries.get("power_state");
  if (power?.value.kind !== "mapping") {
    return;
  }
  const mode = power.value.entries.get("mode");
  const said = mode?.value.kind === "scalar" ? valueOfScalar(mode.value) : null;
  if (said !== "reboot" && mode?.value.kind !== "poison") {
    findings.error(
      mode?.value.at ?? power.key,
      mode === undefined
        ? "`power_state` has no mode"
        : `\`power_state\` has the mode ${show(said)}, after which no step could reach the node`,
      "it takes mode: reboot; without `power_state` the node goes on",
    );
  }
}

function checkHostname(config: Mapping, findings: Findings): void {
  const name = get(config, "hostname");
  if (name?.kind === "list" || name?.kind === "mapping") {
    findings.error(name.at, `\`hostname\` is ${shown(name)}`, "it takes a text: hostname: web");
  } else if (name?.kind === "scalar") {
    const said = String(valueOfScalar(name));
    if (!said.includes("{{") && !HOST_NAME.test(said)) {
      findings.warning(
        name.at,
        `\`hostname\` is ${show(said)}, which is no host name: the machine does not take it`,
        "it takes letters, digits and inner dashes, and dots between such names",
      );
    }
  }
}

function isText(tree: Tree): boolean {
  return tree.kind === "scalar" && typeof valueOfScalar(tree) === "string";
}

function shown(tree: Tree): string {
  return tree.kind === "scalar" ? show(valueOfScalar(tree)) : `a ${tree.kind}`;
}
