import { isOfComponent, optionName, variableOf } from "./option-names";

/** A setting of a plan. */
export interface Setting {
  /** In the spelling of option files. */
  readonly option: string;
  /** The variable in performance_schema.global_variables; some options set none. */
  readonly variable: string;
  /** As written: `256M`, `ON`, `TRADITIONAL`. `agrees` compares it with a server's value. */
  readonly value: string;
}

/**
 * The settings of a plan in mysqld's spelling, in the plan's order. Options of a component get a prefix with which a
 * mysqld without that component starts and only warns.
 * @param written values by option, in any spelling
 */
export function settingsOf(written: Readonly<Record<string, string>>): Setting[] {
  return Object.entries(written).map(([spelled, value]) => {
    const name = optionName(spelled);
    const option = isOfComponent(name) && !name.startsWith("loose_") ? `loose_${name}` : name;
    const variable = variableOf(name);
    // `skip_log` is `log = OFF`, and takes no other value; see refusedValue
    return { option, variable, value: turnedBy(name, variable) ?? value };
  });
}

/** The value that a prefix implies. */
function turnedBy(name: string, variable: string): string | undefined {
  const [, prefix] = /^(?:loose_)?(skip|disable|enable)_/.exec(name) ?? [];
  return prefix === undefined || variable.startsWith("skip_") ? undefined : prefix === "enable" ? "ON" : "OFF";
}

/**
 * Variables whose values mysqld adjusts, each with the reason: another value is not a failure. Source:
 * https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html and innodb-parameters.html
 */
const ADJUSTED: Readonly<Record<string, string>> = {
  innodb_buffer_pool_chunk_size: "the buffer pool is cut into equal chunks",
  innodb_buffer_pool_instances: "a small buffer pool has one instance",
  innodb_buffer_pool_size: "it is rounded up to whole chunks for each instance",
  innodb_io_capacity: "innodb_io_capacity_max is its limit",
  innodb_open_files: "open_files_limit is its limit",
  innodb_purge_threads: "one thread is enough for few processors",
  innodb_redo_log_capacity: "it is rounded down to whole megabytes",
  max_connections: "open_files_limit is its limit",
  open_files_limit: "the unit of mysqld is its limit (LimitNOFILE)",
  table_definition_cache: "open_files_limit is its limit",
  table_open_cache: "open_files_limit is its limit",
  thread_stack: "it is rounded down to whole pages",
};

/** Why mysqld may have another value than it was given. Undefined: it keeps the value, or sizes it itself for -1. */
export function adjustmentOf(variable: string): string | undefined {
  return Object.hasOwn(ADJUSTED, variable) ? ADJUSTED[variable] : undefined;
}

/** Modes of sql_mode that stand for several others. */
const MODES: Readonly<Record<string, readonly string[]>> = {
  ansi: ["real_as_float", "pipes_as_concat", "ansi_quotes", "ignore_space", "only_full_group_by"],
  traditional: [
    "strict_trans_tables",
    "strict_all_tables",
    "no_zero_in_date",
    "no_zero_date",
    "error_for_division_by_zero",
    "no_engine_substitution",
  ],
};

/**
 * Whether a server's value is what a plan wrote, as far as that is decidable without a server: 256M is 268435456, ON is
 * 1, words may have any case and order. If the server has a word, a number may be its index, and counts as equal: only
 * mysqld knows.
 * @param found value in performance_schema.global_variables
 */
export function agrees({ variable, value }: Pick<Setting, "variable" | "value">, found: string): boolean {
  const [wanted, is] = [canonical(value), canonical(found)];
  if (variable === "log_bin") {
    return (wanted === "0") === (is === "0");
  }
  if (variable === "optimizer_switch") {
    // a plan names some of the switches
    const all = new Set(is.split(","));
    return wanted.split(",").every((part) => part === "" || part.endsWith("=default") || all.has(part));
  }
  return wanted === is || words(wanted) === words(is) || (isNumber(wanted) && /^[a-z]/.test(is));
}

function words(value: string): string {
  const parts = value.split(",").map((part) => part.trim());
  const all = parts.flatMap((part) => [part, ...(Object.hasOwn(MODES, part) ? (MODES[part] as string[]) : [])]);
  return [...new Set(all)].sort().join(",");
}

/** A common spelling of equal values. */
function canonical(value: string): string {
  const text = value.trim().toLowerCase();
  if (/^(on|true|yes)$/.test(text)) {
    return "1";
  }
  if (/^(off|false|no)$/.test(text)) {
    return "0";
  }
  const [, digits, suffix] = /^(\d+)([kmgtpe])$/.exec(text) ?? [];
  if (digits !== undefined && suffix !== undefined) {
    return `${BigInt(digits) << BigInt(10 * ("kmgtpe".indexOf(suffix) + 1))}`;
  }
  if (/^-?\d+$/.test(text)) {
    return `${BigInt(text)}`;
  }
  if (isNumber(text)) {
    return `${Number(text)}`;
  }
  return text.length > 1 ? text.replace(/\/$/, "") : text;
}

function isNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text);
}
