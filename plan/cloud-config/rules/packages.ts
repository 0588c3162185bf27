import type { Guest } from "../../../platform/images";
import type { Mapping, Tree } from "../../yaml/tree";
import { type Change, valueOfScalar } from "../edits";
import { type Finding, itemsOf, type Rule, translation, warning } from "./rule";

/** What becomes of a package of Debian or Ubuntu that is gone. */
type Successor =
  | { readonly kind: "name"; readonly name: string }
  /** It is part of others now. */
  | { readonly kind: "none"; readonly why: string }
  /** There is no one answer. */
  | { readonly kind: "unknown"; readonly remedy: string };

const now = (name: string): Successor => ({ kind: "name", name });
const partOf = (why: string): Successor => ({ kind: "none", why });
const choose = (remedy: string): Successor => ({ kind: "unknown", remedy });

/** By names of packages; the first that matches decides. Source: packages.ubuntu.com and packages.debian.org. */
const SUCCESSORS: readonly (readonly [RegExp, Successor | ((match: RegExpExecArray) => Successor)])[] = [
  [/^php5-json$/, partOf("JSON is part of PHP")],
  [/^php5-mysql(?:nd)?$/, now("php-mysql")],
  [/^php5-sqlite$/, now("php-sqlite3")],
  [/^php5-mcrypt$/, choose("PHP has no mcrypt any more: leave it out, and use what the software says in its place")],
  [/^libapache2-mod-php5$/, now("libapache2-mod-php")],
  [/^php5$/, now("php")],
  [
    /^php5-(cli|cgi|fpm|common|curl|dev|gd|imagick|imap|intl|ldap|memcached|pgsql|tidy|xmlrpc|xsl|apcu|redis)$/,
    (match) => now(match[1] === "xsl" ? "php-xml" : `php-${match[1]}`),
  ],
  [/^python$/, now("python3")],
  [/^python-software-properties$/, now("software-properties-common")],
  [
    /^python-(pip|dev|setuptools|virtualenv|yaml|requests|mysqldb|netaddr|paramiko|crypto|numpy|lxml)$/,
    (match) => now(`python3-${match[1] === "crypto" ? "pycryptodome" : match[1]}`),
  ],
  [/^openjdk-[67]-(jdk|jre)$/, (match) => now(`default-${match[1]}`)],
  [/^openjdk-[67]-(jdk|jre)-headless$/, (match) => now(`default-${match[1]}-headless`)],
  [/^oracle-java\d-(?:installer|set-default)$/, now("default-jdk")],
  [/^nodejs-legacy$/, now("nodejs")],
  [/^netcat$/, now("netcat-openbsd")],
  [/^openswan$/, now("libreswan")],
  [/^qemu$/, now("qemu-system")],
  [/^(?:lxc-docker|docker-engine)$/, now("docker.io")],
  [/^vnc4server$/, now("tigervnc-standalone-server")],
  [/^postgresql-(?:8|9)\.\d$/, now("postgresql")],
  [/^ruby(?:1\.9\.1|1\.9\.3|2\.\d)$/, now("ruby")],
  [
    /^(?:mongodb|mongodb-server|mongodb-clients)$/,
    choose("take MongoDB's own packages, with their key in a file and `signed-by`"),
  ],
  [/^tomcat[678]$/, choose("take the version that the image's release has: tomcat9 (Ubuntu 22.04), tomcat10")],
  [/^(?:upstart|sysv-rc-conf)$/, choose("services are units of systemd: leave it out")],
];

/** MySQL by version: Ubuntu has MySQL, Debian has none. */
const MYSQL = /^mysql-(server|client)(?:-5\.[567])?$/;

function successorOf(name: string, { loginUser }: Guest): Successor | undefined {
  const mysql = MYSQL.exec(name);
  if (mysql !== null) {
    return loginUser === "ubuntu"
      ? name === mysql[0].replace(/-5\.\d$/, "")
        ? undefined
        : now(`mysql-${mysql[1]}`)
      : choose(`Debian has MariaDB: default-mysql-${mysql[1]}; or let Plumbline set up MySQL with \`mysql:\``);
  }
  if (name === "software-properties-common" && loginUser === "debian") {
    return choose("Debian 13 has none: write what add-apt-repository would do under `apt: {sources}`");
  }
  for (const [pattern, successor] of SUCCESSORS) {
    const match = pattern.exec(name);
    if (match !== null) {
      return typeof successor === "function" ? successor(match) : successor;
    }
  }
  return undefined;
}

/** Packages that are gone, at their items. A name alone, or a name with a version. */
export const packages: Rule = (config, guest) => {
  if (guest.family !== "debian") {
    return [];
  }
  // from behind, so that what is taken out moves nothing that is still to be looked at
  return [...itemsOf(config, "packages")]
    .reverse()
    .flatMap(([index, item]) => findingsAbout(config, guest, index, item));
};

function findingsAbout(config: Mapping, guest: Guest, index: number, item: Tree): readonly Finding[] {
  const name = nameOf(item);
  if (name === "ntp") {
    return [clock(config, index, item)];
  }
  const successor = name === undefined ? undefined : successorOf(name, guest);
  const said = `releases of today have no package ${name}`;
  const path = ["packages", index];
  switch (successor?.kind) {
    case undefined:
      return [];
    case "name":
      return [
        translation(item.at, said, `${successor.name} is installed`, { kind: "replace", path, value: successor.name }),
      ];
    case "none":
      return [translation(item.at, said, `${successor.why}, and it is left out`, { kind: "remove", path })];
    case "unknown":
      return [warning(item.at, said, successor.remedy)];
  }
}

/** The daemon of plans of 2015; cloud-init chooses what the release has. */
function clock(config: Mapping, index: number, item: Tree): Finding {
  const changes: Change[] = [{ kind: "remove", path: ["packages", index] }];
  if (!config.entries.has("ntp")) {
    changes.push({ kind: "add", path: [], key: "ntp", value: { enabled: true }, beside: item.at });
  }
  const done = "`ntp: {enabled: true}` is read, which takes the image's own client";
  return translation(item.at, "the package ntp is gone from releases of today", done, ...changes);
}

function nameOf(item: Tree): string | undefined {
  const named = item.kind === "list" ? item.items[0] : item;
  const value = named?.kind === "scalar" ? valueOfScalar(named) : undefined;
  return typeof value === "string" ? value : undefined;
}
