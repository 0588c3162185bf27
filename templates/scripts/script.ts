import { CERTIFICATES } from "../../platform/baseline/certificates";
import { SSHD_VALUES } from "../../platform/baseline/sshd";
import { NODE_ACCOUNTS, REPLICATOR } from "../../platform/mysql/accounts";
import { CHANNEL_QUESTION, NO_CHANNEL_QUESTION } from "../../platform/mysql/channel";
import { NO_CONNECTION_LEFT } from "../../platform/mysql/errors";
import { GRANT_TABLES } from "../../platform/mysql/node-tables";
import { ALIASES } from "../../platform/mysql/option-names";
import { REPLICATION_VARIABLES } from "../../platform/mysql/replication-variables";
import { ROLE_VARIABLES, SOURCE_FILE } from "../../platform/mysql/roles";
import { SYSTEM_SCHEMAS } from "../../platform/mysql/schemas";
import { sessionStatement } from "../../platform/mysql/session";
import { lineageWords, NEWEST_PROVEN_SERIES, OLDEST_VERSION } from "../../platform/mysql/versions";
import applying from "../mysql/applying.sh.ejs";
import changedSettings from "../mysql/changed-settings.sh.ejs";
import dumpAccess from "../mysql/dump-access.sh.ejs";
import fill from "../mysql/fill.sh.ejs";
import formerDatabase from "../mysql/former-database.sh.ejs";
import foundRole from "../mysql/found-role.sh.ejs";
import loadError from "../mysql/load-error.sh.ejs";
import memoryTables from "../mysql/memory-tables.sh.ejs";
import mysql from "../mysql/mysql.sh.ejs";
import nodeRows from "../mysql/node-rows.sh.ejs";
import ownProcess from "../mysql/own-process.sh.ejs";
import peer from "../mysql/peer.sh.ejs";
import preflight from "../mysql/preflight.sh.ejs";
import reload from "../mysql/reload.sh.ejs";
import restart from "../mysql/restart.sh.ejs";
import serverFiles from "../mysql/server-files.sh.ejs";
import settings from "../mysql/settings.sh.ejs";
import sourceConfiguration from "../mysql/source.cnf.ejs";
import { sqlString } from "../mysql/sql";
import { STEPS } from "../node-file";
import { render } from "../render";
import accounts from "./accounts.sh.ejs";
import adopt from "./adopt.sh.ejs";
import adoptNode from "./adopt-node.sh.ejs";
import boot from "./boot.sh.ejs";
import bootFinish from "./boot-finish.sh.ejs";
import bootSettled from "./boot-settled.sh.ejs";
import configure from "./configure.sh.ejs";
import configureMysql from "./configure-mysql.sh.ejs";
import database from "./database.sh.ejs";
import grow from "./grow.sh.ejs";
import kernel from "./kernel.sh.ejs";
import link from "./link.sh.ejs";
import monitoring from "./monitoring.sh.ejs";
import note from "./note.sh.ejs";
import operator from "./operator.sh.ejs";
import prepare from "./prepare.sh.ejs";
import progress from "./progress.sh.ejs";
import reach from "./reach.sh.ejs";
import ready from "./ready.sh.ejs";
import readyMysql from "./ready-mysql.sh.ejs";
import reboot from "./reboot.sh.ejs";
import retire from "./retire.sh.ejs";
import role from "./role.sh.ejs";
import roleNode from "./role-node.sh.ejs";
import runs from "./runs.sh.ejs";
import seed from "./seed.sh.ejs";
import step from "./step.sh.ejs";
import verify from "./verify.sh.ejs";
import verifySource from "./verify-source.sh.ejs";

/**
 * Every script, by the name of its file without the ending. To add one: write `NAME.sh.ejs` beside this file, import it
 * above and name it here. A script for a node has `<%- step %>`, the library of step.sh.ejs, after `set -Eeuo
 * pipefail`; its `main` calls `begin NAME` first; its last line is `main "$@"; exit` as one line, so that bash has read
 * the whole file before it runs: the file may be uploaded again while an abandoned run still continues.
 */
const TEMPLATES = {
  accounts,
  adopt,
  "adopt-node": adoptNode,
  boot,
  "boot-finish": bootFinish,
  "boot-settled": bootSettled,
  configure,
  "configure-mysql": configureMysql,
  database,
  grow,
  link,
  monitoring,
  note,
  prepare,
  progress,
  reach,
  ready,
  "ready-mysql": readyMysql,
  role,
  "role-node": roleNode,
  retire,
  seed,
  verify,
  "verify-source": verifySource,
} as const;

export type ScriptName = keyof typeof TEMPLATES;
export const SCRIPTS = Object.keys(TEMPLATES) as ScriptName[];

/**
 * Facts about MySQL for the libraries and scripts: how sessions begin, what belongs to whom, which releases work
 * together.
 */
const FACTS = {
  rootSession: sessionStatement("root"),
  ordinarySession: sessionStatement("ordinary"),
  fillSession: sessionStatement("fill"),
  systemSchemas: SYSTEM_SCHEMAS.map(sqlString).join(", "),
  nodeAccounts: NODE_ACCOUNTS.map(sqlString).join(", "),
  grantTables: GRANT_TABLES,
  lineages: lineageWords(),
  aliases: ALIASES,
  channelQuestion: quotedForShell(CHANNEL_QUESTION),
  noChannelQuestion: quotedForShell(NO_CHANNEL_QUESTION),
  replicationVariables: Object.entries(REPLICATION_VARIABLES),
  versions: { oldest: OLDEST_VERSION, newest: NEWEST_PROVEN_SERIES },
  replicator: REPLICATOR,
  roleVariables: ROLE_VARIABLES.join(" "),
  sourceFile: SOURCE_FILE,
  noConnectionLeft: NO_CONNECTION_LEFT.map((number) => `*'ERROR ${number} '*`).join(" | "),
  certificateDays: CERTIFICATES.renewBefore,
};

const LIBRARIES = {
  mysql,
  memoryTables,
  peer,
  fill,
  formerDatabase,
  settings,
  serverFiles,
  changedSettings,
  restart,
  dumpAccess,
  ownProcess,
  preflight,
  nodeRows,
  loadError,
  reload,
  applying,
  foundRole,
};

const rendered = new Map<ScriptName, string>();

/**
 * The text of a script, the same for every node and every plan: everything that varies comes from its arguments, its
 * environment or the files beside it. It includes the library.
 */
export function renderScript(name: ScriptName): string {
  const known = rendered.get(name);
  if (known !== undefined) {
    return known;
  }
  const shared = {
    step: step.trimEnd(),
    reboot: reboot.trimEnd(),
    kernel: kernel.trimEnd(),
    operator: operator.trimEnd(),
    runs: runs.trimEnd(),
    sourceConfiguration: sourceConfiguration.trimEnd(),
  };
  const libraries = Object.fromEntries(
    Object.entries(LIBRARIES).map(([library, template]) => [library, render(template, FACTS).trimEnd()]),
  );
  const text = render(TEMPLATES[name], { ...shared, ...libraries, ...FACTS, steps: STEPS, sshdValues: SSHD_VALUES })
    // no script uses the whole library
    .replace("#!/bin/bash\n", "#!/bin/bash\n# shellcheck disable=SC2317\n");
  rendered.set(name, text);
  return text;
}

/** A text as one word for a shell. */
function quotedForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
