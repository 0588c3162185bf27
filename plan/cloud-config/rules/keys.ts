import { entryOf, get, type Mapping } from "../../yaml/tree";
import { type Change, dataOf, found, type Path, valueOfScalar } from "../edits";
import { itemsOf, type Rule, translation } from "./rule";

/** Keys at the top that have another name. Source: cloud-init's list of deprecated keys. */
const RENAMED: readonly (readonly [was: string, now: string])[] = [
  ["apt_update", "package_update"],
  ["apt_upgrade", "package_upgrade"],
  ["apt_reboot_if_required", "package_reboot_if_required"],
];

/** Keys at the top that belong under `apt`, which makes cloud-init pass over all of the old ones. */
const UNDER_APT: readonly (readonly [was: string, now: string])[] = [
  ["apt_proxy", "proxy"],
  ["apt_http_proxy", "http_proxy"],
  ["apt_https_proxy", "https_proxy"],
  ["apt_ftp_proxy", "ftp_proxy"],
  ["apt_preserve_sources_list", "preserve_sources_list"],
];

export const renamedKeys: Rule = (config) =>
  RENAMED.flatMap(([was, now]) => {
    const key = config.entries.get(was)?.key;
    if (key === undefined) {
      return [];
    }
    return config.entries.has(now)
      ? [
          translation(
            key,
            `\`${was}\` is an old name of \`${now}\`, which is there, too`,
            "it is left out",
            remove(was),
          ),
        ]
      : [translation(key, `\`${was}\` is an old name`, `\`${now}\` is read`, { kind: "rename", path: [was], to: now })];
  });

/** What `users` has with dashes, cloud-init has with underscores. */
export const dashedKeys: Rule = (config) =>
  itemsOf(config, "users").flatMap(([index, user]) =>
    user.kind !== "mapping"
      ? []
      : [...user.entries].flatMap(([key, entry]) => {
          const to = key.replaceAll("-", "_");
          return to === key || user.entries.has(to)
            ? []
            : [
                translation(entry.key, `\`${key}\` is an old spelling`, `\`${to}\` is read`, {
                  kind: "rename",
                  path: ["users", index, key],
                  to,
                }),
              ];
        }),
  );

/** `apt_sources` is a list, `apt: {sources}` a mapping from names of files. */
export const aptSources: Rule = (config) => {
  const old = config.entries.get("apt_sources");
  if (old === undefined || old.value.kind !== "list" || get(get(config, "apt"), "sources") !== undefined) {
    return [];
  }
  const sources = Object.fromEntries(
    old.value.items.flatMap((item, index): [string, Record<string, ReturnType<typeof dataOf>>][] => {
      if (item.kind !== "mapping") {
        return [];
      }
      const { filename, ...source } = dataOf(item) as Record<string, ReturnType<typeof dataOf>>;
      const name = typeof filename === "string" ? filename : `source-${index + 1}.list`;
      return [[/\.list$|\{\{/.test(name) ? name : `${name}.list`, source]];
    }),
  );
  const said = "`apt_sources` is dropped without a word by a cloud-init of today";
  return [
    translation(
      old.key,
      said,
      "`apt: {sources}` is read",
      remove("apt_sources"),
      ...underApt(config, "sources", sources, old.key),
    ),
  ];
};

export const aptKeys: Rule = (config) => {
  // one at a time: the next finds the `apt` that the first has made
  const [was, now] = UNDER_APT.find(([key]) => config.entries.has(key)) ?? [];
  const old = was === undefined ? undefined : config.entries.get(was);
  if (was === undefined || now === undefined || old === undefined) {
    return [];
  }
  return [
    translation(
      old.key,
      `\`${was}\` is an old name`,
      `\`apt: {${now}}\` is read`,
      remove(was),
      ...underApt(config, now, dataOf(old.value), old.key),
    ),
  ];
};

function underApt(config: Mapping, key: string, value: ReturnType<typeof dataOf>, beside: Mapping["at"]): Change[] {
  const apt = found(config, ["apt"])?.tree;
  return apt?.kind === "mapping"
    ? [{ kind: "add", path: ["apt"], key, value }]
    : [{ kind: "add", path: [], key: "apt", value: { [key]: value }, beside }];
}

/** `delay: "+5"` of `power_state` is a number of minutes. */
export const delay: Rule = (config) => {
  const value = get(get(config, "power_state"), "delay");
  const minutes = value?.kind === "scalar" && /^\+(\d+)$/.exec(String(valueOfScalar(value)))?.[1];
  return value !== undefined && minutes
    ? [
        translation(value.at, `\`delay: "+${minutes}"\` is an old spelling`, `${Number(minutes)} is read`, {
          kind: "replace",
          path: ["power_state", "delay"],
          value: Number(minutes),
        }),
      ]
    : [];
};

/** `list` of `chpasswd`, as lines or items `NAME:PASSWORD`, is a list of mappings. */
export const passwords: Rule = (config) => {
  const chpasswd = get(config, "chpasswd");
  const old = entryOf(chpasswd, "list");
  if (old === undefined || get(chpasswd, "users") !== undefined) {
    return [];
  }
  const lines =
    old.value.kind === "scalar"
      ? String(old.value.value ?? "").split("\n")
      : old.value.kind === "list"
        ? old.value.items.map((item) => (item.kind === "scalar" ? String(item.value) : ""))
        : [];
  const users = lines.flatMap((line) => {
    const [, name, password] = /^\s*([^:]+):(.*)$/.exec(line) ?? [];
    if (name === undefined || password === undefined) {
      return [];
    }
    if (password === "R" || password === "RANDOM") {
      return [{ name, type: "RANDOM" }];
    }
    return [{ name, password, type: /^\$(?:1|2a|2y|5|6|y)\$/.test(password) ? "hash" : "text" }];
  });
  return [
    translation(
      old.key,
      "`chpasswd: {list}` is an old form",
      "`users` is read, with a name, a password and its type each",
      remove("chpasswd", "list"),
      { kind: "add", path: ["chpasswd"], key: "users", value: users },
    ),
  ];
};

/** At the top it was never a key: it belongs to `chpasswd`. */
export const expire: Rule = (config) => {
  const old = config.entries.get("expire");
  return old === undefined
    ? []
    : [
        translation(
          old.key,
          "`expire` is no key at the top of a cloud-config, and never had an effect",
          "it is left out; for passwords that must be changed write `chpasswd: {expire: true}`",
          remove("expire"),
        ),
      ];
};

function remove(...path: Path): Change {
  return { kind: "remove", path };
}

export const KEY_RULES: readonly Rule[] = [
  renamedKeys,
  dashedKeys,
  aptSources,
  ...UNDER_APT.map(() => aptKeys),
  delay,
  passwords,
  expire,
];
