import { variableOf } from "../../platform/mysql/option-names";
import { REPLICATION_VARIABLES } from "../../platform/mysql/replication-variables";
import { adjustmentOf, agrees, settingsOf } from "../../platform/mysql/settings";
import { type Check, judged } from "./check";
import type { Database } from "./database";
import type { Facts } from "./facts";
import { runAgain } from "./remedy";

/** The required value of a variable, and where the requirement comes from. */
interface Wanted {
  readonly variable: string;
  readonly value: string;
  /** Whether the plan's option file contains it, so that it must hold after a restart. */
  readonly isPlanned: boolean;
  /** Other accepted values. */
  readonly or?: readonly string[];
}

/** The option file that a deployment writes. */
const OPTION_FILE = "/etc/mysql/mysql.conf.d/zz-plumbline.cnf";

/** Variables that the role requires. */
const BY_ROLE = {
  source: { read_only: "OFF", super_read_only: "OFF" },
  replica: { read_only: "ON", super_read_only: "ON" },
} as const;

/** Variables that exist only with a plugin or a component. */
const OF_A_PLUGIN = /^rpl_semi_sync_|\./;

function wantedOf({ role, settings, server_id }: Database): Wanted[] {
  const planned = settingsOf({ ...settings, server_id: `${server_id}` });
  const named = new Set(planned.map(({ variable }) => variable));
  const rest = Object.entries({ ...REPLICATION_VARIABLES, ...BY_ROLE[role] }).filter(
    ([variable]) => !named.has(variable),
  );
  return [
    ...planned.map(({ variable, value }) => ({ variable, value, isPlanned: true })),
    ...rest.map(([variable, values]) => {
      const [value = "", ...or] = [values].flat();
      return { variable, value, or, isPlanned: false };
    }),
  ];
}

/** Names of all variables to ask a server for. */
export function variablesOf(database: Database): string[] {
  return wantedOf(database).map(({ variable }) => variable);
}

/**
 * Every setting of the plan, and all that a replication stands on, in force and after a
 * restart. Where one differs, the file or the statement that wins is named.
 */
export function checkSettings(database: Database, facts: Facts): Check[] {
  const wanted = wantedOf(database);
  const topic = database.role;
  const left = wanted.filter(({ variable, value }) => isLeftOut(variable, value, facts));
  const compared = wanted.filter((one) => !left.includes(one));
  const inForce = compared.flatMap((one) => differenceInForce(one, facts));
  const later = wanted.flatMap((one) => differenceLater(one, facts));
  const all = `all ${compared.length}`;
  const why = ({ variable }: Wanted) =>
    `${variable}: ${adjustmentOf(variable) ?? "mysqld has no variable of that name"}`;
  return [
    judged(
      { topic, what: `settings of the ${database.role}, in force`, remedy: remedyOf(inForce) },
      all,
      inForce.map(({ text }) => text).join("; ") || all,
      inForce.length === 0,
    ),
    judged(
      { topic, what: `settings of the ${database.role}, after a restart`, remedy: remedyOf(later) },
      all,
      later.map(({ text }) => text).join("; ") || all,
      later.length === 0,
    ),
    judged(
      { topic, what: `settings of the ${database.role} that are not compared`, remedy: "" },
      "none, or told",
      left.map(why).join("; ") || "none",
      true,
    ),
  ];
}

/**
 * Another value means nothing if mysqld has changed the plan's own value, or has no variable for it. That never excuses
 * a value that somebody else has set.
 */
function isLeftOut(variable: string, value: string, facts: Facts): boolean {
  if (!facts.has(`mysqld ${variable}`)) {
    return !OF_A_PLUGIN.test(variable);
  }
  const origin = facts.one(`origin ${variable}`) ?? "";
  // a deployment sets dynamic variables by a statement, and InnoDB rounds sizes then, too
  const isOurs = origin.endsWith(OPTION_FILE) || (origin.startsWith("DYNAMIC") && variable.startsWith("innodb_"));
  return adjustmentOf(variable) !== undefined && isOurs && !agrees({ variable, value }, foundOf(variable, facts));
}

const foundOf = (variable: string, facts: Facts) => facts.one(`mysqld ${variable}`) ?? "";

interface Difference {
  readonly text: string;
  readonly remedy: string;
}

function isAsWanted({ variable, value, or = [] }: Wanted, found: string): boolean {
  return [value, ...or].some((one) => agrees({ variable, value: one }, found));
}

function differenceInForce(wanted: Wanted, facts: Facts): Difference[] {
  const { variable, value } = wanted;
  if (!facts.has(`mysqld ${variable}`)) {
    return [
      {
        text: `${variable} = nothing, and must be ${value}: no plugin or component that has it is loaded`,
        remedy: `load what has ${variable} (plugin_load_add in the plan's settings, or INSTALL COMPONENT at the source), or take the setting out of the plan`,
      },
    ];
  }
  const found = foundOf(variable, facts);
  if (isAsWanted(wanted, found)) {
    return [];
  }
  const origin = facts.one(`origin ${variable}`) ?? "nobody knows what";
  const statement = `sudo mysql -e "SET GLOBAL ${variable} = ${literal(value)}"`;
  const remedy = /^(EXPLICIT|GLOBAL|SERVER|EXTRA|COMMAND_LINE)/.test(origin)
    ? `take ${variable} out of what set it, then sudo systemctl restart mysql`
    : origin.startsWith("PERSISTED")
      ? `sudo mysql -e "RESET PERSIST ${variable}", then ${statement}; where MySQL refuses that: sudo systemctl restart mysql`
      : `${statement}; where MySQL refuses that: sudo systemctl restart mysql`;
  return [{ text: `${variable} = ${found || "nothing"}, and must be ${value || "empty"}, set by ${origin}`, remedy }];
}

/** A persisted value takes precedence over all files; among files, the last one read. */
function differenceLater(wanted: Wanted, facts: Facts): Difference[] {
  const { variable, value } = wanted;
  if (facts.has(`persisted ${variable}`)) {
    const found = facts.one(`persisted ${variable}`) ?? "";
    return isAsWanted(wanted, found)
      ? []
      : [
          {
            text: `${variable} will be ${found || "empty"}, and must be ${value || "empty"}: by SET PERSIST (mysqld-auto.cnf)`,
            remedy: `sudo mysql -e "RESET PERSIST ${variable}"`,
          },
        ];
  }
  const last = optionsOf(facts).findLast((option) => option.variable === variable);
  if (last === undefined) {
    return wanted.isPlanned && facts.all("option").length > 0
      ? [
          {
            text: `${variable} is in no option file, and must be ${value}`,
            remedy: `${runAgain("configure")} and writes ${OPTION_FILE} anew`,
          },
        ]
      : [];
  }
  return isAsWanted(wanted, last.value)
    ? []
    : [
        {
          text: `${variable} will be ${last.value || "empty"}, and must be ${value || "empty"}: by ${last.file}`,
          remedy: `take ${variable} out of ${last.file}`,
        },
      ];
}

/** The contents of mysqld's option files, in the order in which it reads them. */
function optionsOf(facts: Facts): { file: string; variable: string; value: string }[] {
  return facts.all("option").flatMap((line) => {
    const [, file = "", name = "", value = "ON"] = /^(\S+) ([^=]*?)(?:=(.*))?$/.exec(line) ?? [];
    const [setting] = settingsOf({ [name]: value });
    return name === "" || setting === undefined ? [] : [{ file, variable: variableOf(name), value: setting.value }];
  });
}

function remedyOf(differences: readonly Difference[]): string {
  return [...new Set(differences.map(({ remedy }) => remedy))].join("; ");
}

function literal(value: string): string {
  return /^-?\d+$|^(ON|OFF)$/i.test(value) ? value : /^\d+[KMG]$/i.test(value) ? bytes(value) : `'${value}'`;
}

function bytes(value: string): string {
  return `${Number(value.slice(0, -1)) * 1024 ** ("KMG".indexOf(value.slice(-1).toUpperCase()) + 1)}`;
}
