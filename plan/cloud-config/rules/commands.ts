import type { Mapping, Tree } from "../../yaml/tree";
import { type Change, type Path, valueOfScalar } from "../edits";
import { type Finding, itemsOf, type Rule, translation, warning } from "./rule";

interface Command {
  readonly path: Path;
  readonly tree: Tree;
  readonly text: string;
}

/** Commands that have one successor, as a whole line of their own. */
const SUCCESSORS: readonly (readonly [RegExp, (match: RegExpExecArray) => string | undefined, string])[] = [
  [
    /^(sudo )?(?:start|stop|restart|reload) ([\w@.-]+)$/,
    ([line, sudo = "", name]) => `${sudo}systemctl ${line.slice(sudo.length).split(" ")[0]} ${name}`,
    "upstart is gone",
  ],
  [
    /^(sudo )?initctl (start|stop|restart|reload) ([\w@.-]+)$/,
    ([, sudo = "", verb, name]) => `${sudo}systemctl ${verb} ${name}`,
    "upstart is gone",
  ],
  [
    /^(sudo )?\/etc\/init\.d\/([\w@.-]+) (start|stop|restart|reload|force-reload|status)$/,
    ([, sudo = "", name, verb]) => `${sudo}systemctl ${verb === "force-reload" ? "reload-or-restart" : verb} ${name}`,
    "services of today have no script in /etc/init.d",
  ],
];

/** The volume of the root file system on images of 2015, grown by hand; a step does it on any image. */
const GROWING: readonly RegExp[] = [
  /^(?:sudo )?pvcreate \/dev\/sd[b-z]$/,
  /^(?:sudo )?vgextend \S+ \/dev\/sd[b-z]$/,
  /^(?:sudo )?lvextend -l \+100%FREE \/dev\/(?:mapper\/)?\S*root\S*$/,
  /^(?:sudo )?resize2fs \/dev\/(?:mapper\/)?\S*root\S*$/,
];

/** Habits without one successor. */
const HABITS: readonly (readonly [pattern: RegExp, message: string, remedy: string])[] = [
  [
    /\binitctl\b|\/etc\/init\/[\w.-]+\.conf\b/,
    "nothing reads files of upstart any more",
    "write a unit of systemd, and enable it: systemctl enable --now NAME",
  ],
  [/\/etc\/init\.d\//, "services of today have no script in /etc/init.d", "call the unit: systemctl restart NAME"],
  [
    /\b(?:mkfs(?:\.\w+)?|mkswap|fdisk|sfdisk|parted|wipefs|vgcreate|mdadm|dd)\b[^\n;&|]*\/dev\/sd[b-z]\d*\b/,
    "the node's disks are part of the root volume already, which a step grows by them",
    "leave it out, and use a folder of the root file system",
  ],
  [
    /\bapt-key\b/,
    "apt-key is gone: the key is not added, and the packages are refused",
    "write the repository with its key under `apt: {sources}`, or keep the key in a file and name it: signed-by=",
  ],
  [
    /\badd-apt-repository\b/,
    "add-apt-repository is not on every image, and its repositories end with releases",
    "write the repository under `apt: {sources}`",
  ],
  [
    /\b(?:ifconfig|netstat)\b/,
    "ifconfig and netstat are not installed any more",
    "use `ip address` and `ss`, or install net-tools",
  ],
  [
    /\/etc\/network\/interfaces\b/,
    "nothing reads /etc/network/interfaces any more",
    "leave networks to the platform, or write a file for netplan",
  ],
  [/\beth\d\b/, "network cards are not called eth0 any more", "take the name from the node: ip -o route show default"],
  [
    /(?:^|[\s;&|(])python(?:2(?:\.\d)?)?(?=\s)/,
    "there is no command python, which was Python 2",
    "write it for Python 3 and call python3",
  ],
  [
    /(?:^|[\s;&|(])(?:sudo )?pip install\b/,
    "pip does not install into a system's own Python any more",
    "install a package such as python3-NAME, or make a virtual environment: python3 -m venv",
  ],
  [
    /StrictHostKeyChecking[ =]+no\b/,
    "ssh of the whole machine takes any host for the one that is meant",
    "write the other host's key to known_hosts",
  ],
  [
    /ssh_host_rsa_key\S*\s+\S*\/id_rsa\b/,
    "the host's key becomes a user's identity: who has one node has all",
    "give the user a key pair of its own: {{ ed25519_private.NAME }}",
  ],
];

/** What debconf is told of MySQL, which asks for nothing any more. */
const DEBCONF_MYSQL = /debconf-set-selections/;

export const commands: Rule = (config) =>
  (["bootcmd", "runcmd"] as const).flatMap((list) =>
    // from behind: what is taken out moves nothing that is still to be looked at
    [...commandsOf(config, list)].reverse().flatMap((command) => findingsAbout(command, list)),
  );

function findingsAbout(command: Command, list: "bootcmd" | "runcmd"): Finding[] {
  const { text, tree, path } = command;
  const line = text.trim();
  if (GROWING.some((pattern) => pattern.test(line))) {
    const done = "the command is left out";
    return [
      translation(tree.at, "a step grows the root volume by the node's disks already", done, { kind: "remove", path }),
    ];
  }
  if (DEBCONF_MYSQL.test(line) && /\bmysql/.test(line)) {
    return [
      warning(
        tree.at,
        list === "bootcmd"
          ? "debconf is told a password at each boot, and packages of MySQL do not ask for one any more"
          : "packages of MySQL do not ask debconf for a password any more",
        "root of the machine is root of MySQL, over the socket; make a user for everything else",
      ),
    ];
  }
  for (const [pattern, successor, why] of SUCCESSORS) {
    const match = pattern.exec(line);
    const now = match === null ? undefined : successor(match);
    if (now !== undefined) {
      const change: Change = { kind: "replace", path, value: now };
      return [translation(tree.at, why, `\`${now}\` is run`, change)];
    }
  }
  return HABITS.filter(([pattern]) => pattern.test(text)).map(([, message, remedy]) =>
    warning(tree.at, message, remedy),
  );
}

/** Commands as lines; one that is a list of words is the line that these make. */
function commandsOf(config: Mapping, key: string): readonly Command[] {
  return itemsOf(config, key).map(([index, tree]) => {
    const words = tree.kind === "list" ? tree.items : [tree];
    const text = words.map((word) => (word.kind === "scalar" ? String(valueOfScalar(word) ?? "") : "")).join(" ");
    return { path: [key, index], tree, text };
  });
}

/** The same habits in scripts that the plan writes. */
export const scripts: Rule = (config) =>
  itemsOf(config, "write_files").flatMap(([, file]) => {
    const path = file.kind === "mapping" ? file.entries.get("path")?.value : undefined;
    return path?.kind === "scalar" && /^\/etc\/init\/.*\.conf$/.test(String(path.value))
      ? [warning(path.at, "nothing reads files of upstart any more", "write a unit of systemd to /etc/systemd/system")]
      : [];
  });

export const COMMAND_RULES: readonly Rule[] = [commands, scripts];
