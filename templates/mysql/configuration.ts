import { isOptionName, optionName, variableOf } from "../../platform/mysql/option-names";
import { isOptionValue, refusedValue } from "../../platform/mysql/option-values";
import { refusedOption } from "../../platform/mysql/options";
import { settingsOf } from "../../platform/mysql/settings";
import { Refusal } from "../../platform/refusal";
import type { ApplyValue } from "../apply-value";
import { type NodeFile, nodeFile } from "../node-file";
import { render } from "../render";
import template from "./mysql.cnf.ejs";

export interface MysqlConfigurationProps {
  /** Unique among all servers of a replication; see `serverId`. */
  readonly serverId: number;
  /** The name by which the other members know the node. */
  readonly reportHost: string;
  /** The node's own IPv6 address, canonical and without a prefix. */
  readonly ipv6: ApplyValue;
  /** Further options of mysqld; each replaces the same option of this file, in any spelling. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * The configuration of mysqld, for MySQL 8.0.30 to 9.7: what replication needs, then the plan's own settings. It is the
 * same for a source and a replica, and starts mysqld read-only; see source.cnf.ejs. Throws if the plan may not change a
 * setting, or if an option file cannot contain its value; reports all problems at once.
 * Source: https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html
 */
export function mysqlConfiguration(props: MysqlConfigurationProps): NodeFile {
  const { serverId, reportHost, ipv6, settings } = props;
  const problems = [
    Number.isInteger(serverId) && serverId >= 1 && serverId <= 4294967295
      ? []
      : [`server_id ${serverId} is not allowed; give a whole number from 1 to 4294967295`],
    settingProblems(settings),
  ].flat();
  if (problems.length > 0) {
    throw new Refusal(problems.join("\n"));
  }
  const own = new Set(Object.keys(settings).map(variableOf));
  const data = {
    serverId,
    reportHost,
    settings: settingsOf(settings).map(({ option }, place) => [option, Object.values(settings)[place]]),
    /** A line of the file, unless the plan sets the option itself. */
    option: (name: string, value: string | number) =>
      own.has(variableOf(name)) ? "" : `${name.padEnd(WIDTH)} = ${value}\n`,
    WIDTH,
  };
  return nodeFile({
    name: "configure/mysql.cnf",
    target: "/etc/mysql/mysql.conf.d/zz-plumbline.cnf",
    text: (fill) => `${render(template, { ...data, ipv6: fill(ipv6) }).trimEnd()}\n`,
  });
}

/**
 * The values in such a file, by option. It leaves out values that are known only at apply, and values that Terraform's
 * own language would not carry unchanged (`${`, backslashes, quotes): nobody is told that those were compared.
 */
export function knownOptions({ text }: NodeFile): Readonly<Record<string, string>> {
  const lines = [...text.matchAll(/^([a-z][\w.]*) *= (.*)$/gm)];
  return Object.fromEntries(
    lines.flatMap(([, name = "", value = ""]) => (/[\\"]|[$%]\{/.test(value) ? [] : [[name, value.trim()]])),
  );
}

/** Names are padded so that the values are aligned. */
const WIDTH = 30;

/** Problems with settings of mysqld, one reason each. */
export function settingProblems(settings: Readonly<Record<string, string>>): string[] {
  const setBy = new Map<string, string>();
  return Object.entries(settings).flatMap(([name, value]) => {
    if (!isOptionName(name)) {
      return [`"${name}" is not the name of an option; write e.g. max_connections`];
    }
    const variable = variableOf(name);
    const other = setBy.get(variable);
    setBy.set(variable, name);
    const refused = refusedOption(optionName(name));
    const allowed = refusedValue(name, value);
    return [
      ...(other === undefined ? [] : [`${name} sets the same as ${other}; keep one of the two`]),
      ...(refused === undefined ? [] : [`${name} cannot be set: ${refused.remedy}`]),
      ...(allowed === undefined ? [] : [`${name} cannot be "${value}": ${allowed}`]),
      ...(isOptionValue(value)
        ? []
        : [
            `the value of ${name} holds #, ", blanks around it or more than plain characters, which an option file cannot hold`,
          ]),
    ];
  });
}
