import type { PlainData } from "../../plan";
import { entryOf, get } from "../../yaml/tree";
import { valueOfScalar } from "../edits";
import { APT_RULES } from "./apt";
import { isNothing, itemsOf, type Rule, remove, translation, warning } from "./rule";

/** Keys at the top that have another name. Source: cloud-init's list of deprecated keys. */
const RENAMED: readonly (readonly [was: string, now: string])[] = [
  ["apt_update", "package_update"],
  ["apt_upgrade", "package_upgrade"],
  ["apt_reboot_if_required", "package_reboot_if_required"],
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

/** The first colon ends the name; one in a token is none. */
const NAME_AND_PASSWORD = /^\s*((?:\{\{[^{}]*\}\}|[^:{])+):(.*)$/;

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
  const said = lines.filter((line) => line.trim() !== "");
  const unreadable = said.some((line) => !NAME_AND_PASSWORD.test(line));
  if (unreadable || (said.length === 0 && !isNothing(old.value))) {
    return [
      warning(
        old.key,
        "`chpasswd: {list}` is an old form, and not all of it is a name, a colon and a password",
        "write `users: [{name: NAME, password: PASSWORD, type: text}]` in its place",
      ),
    ];
  }
  const users = said.map((line): PlainData => {
    const [, name = "", password = ""] = NAME_AND_PASSWORD.exec(line) ?? [];
    if (password === "R" || password === "RANDOM") {
      return { name, type: "RANDOM" };
    }
    return { name, password, type: /^\$(?:1|2a|2y|5|6|y)\$/.test(password) ? "hash" : "text" };
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

export const KEY_RULES: readonly Rule[] = [renamedKeys, dashedKeys, ...APT_RULES, delay, passwords, expire];
