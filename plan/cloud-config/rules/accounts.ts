import type { Guest } from "../../../platform/images";
import { get, type Tree } from "../../yaml/tree";
import { valueOfScalar } from "../edits";
import { type Finding, itemsOf, type Rule, translation, warning } from "./rule";

/** Who may log in: where the plan opens what is closed by default, it is obeyed and told. */
export const openedLogins: Rule = (config) => {
  const opened: Finding[] = [];
  const root = config.entries.get("disable_root");
  if (root !== undefined && isSaid(root.value, false)) {
    opened.push(
      warning(
        root.value.at,
        "`disable_root: false` lets root log in over SSH",
        "leave it out: the login user of the image may do everything with sudo",
      ),
    );
  }
  const password = config.entries.get("ssh_pwauth");
  if (password !== undefined && isSaid(password.value, true)) {
    opened.push(
      warning(
        password.value.at,
        "`ssh_pwauth: true` lets anybody try passwords over SSH",
        "leave it out, and log in with keys: `keys` of the settings, or `ssh_authorized_keys` of a user",
      ),
    );
  }
  for (const [, user] of itemsOf(config, "users")) {
    const name = get(user, "name");
    if (name?.kind === "scalar" && name.value === "root" && user.kind === "mapping" && hasKeys(user)) {
      opened.push(
        warning(
          name.at,
          "`users` gives root keys of its own",
          "leave root out: the login user may do everything with sudo",
        ),
      );
    }
  }
  return opened;
};

function hasKeys(user: Tree): boolean {
  return get(user, "ssh_authorized_keys") !== undefined || get(user, "ssh-authorized-keys") !== undefined;
}

/** On an image whose own user has another name, a user without a shell gets /bin/sh. */
export const ubuntuUser: Rule = (config, guest) =>
  guest.loginUser === "ubuntu"
    ? []
    : itemsOf(config, "users").flatMap(([index, user]) => {
        const name = get(user, "name");
        return name?.kind === "scalar" && name.value === "ubuntu" && get(user, "shell") === undefined
          ? [
              translation(
                name.at,
                `the image's own user is ${guest.loginUser}: a second one called ubuntu would have /bin/sh`,
                "`shell: /bin/bash` is read with it",
                { kind: "add", path: ["users", index], key: "shell", value: "/bin/bash" },
              ),
            ]
          : [];
      });

/**
 * Files in a home: written before there are users, they make the home root's own. Later, they belong to whom the home
 * belongs.
 */
export const filesInHomes: Rule = (config, guest) =>
  itemsOf(config, "write_files").flatMap(([index, file]) => {
    const path = get(file, "path");
    const user = path?.kind === "scalar" ? /^\/home\/([a-z_][\w-]*)\//.exec(String(path.value))?.[1] : undefined;
    if (path === undefined || user === undefined || get(file, "defer") !== undefined || !isUser(config, guest, user)) {
      return [];
    }
    const owner = `${user}:${user}`;
    const isOwned = get(file, "owner") !== undefined;
    return [
      translation(
        path.at,
        `a file in /home/${user} is written before there is that user, and the home is root's then`,
        isOwned ? "`defer: true` is read with it" : `\`defer: true\` and \`owner: ${owner}\` are read with it`,
        { kind: "add", path: ["write_files", index], key: "defer", value: true },
        ...(isOwned ? [] : [{ kind: "add" as const, path: ["write_files", index], key: "owner", value: owner }]),
      ),
    ];
  });

function isUser(config: Parameters<Rule>[0], { loginUser }: Guest, user: string): boolean {
  const named = itemsOf(config, "users").map(([, one]) => get(one, "name"));
  return user === loginUser || named.some((name) => name?.kind === "scalar" && name.value === user);
}

/** `permissions` are octal digits in a text; a number reaches cloud-init as what YAML 1.1 has made of it. */
export const permissions: Rule = (config) =>
  itemsOf(config, "write_files").flatMap(([index, file]): Finding[] => {
    const mode = get(file, "permissions");
    if (mode?.kind !== "scalar") {
      return [];
    }
    const value = valueOfScalar(mode);
    const digits =
      typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0o7777
        ? value.toString(8)
        : /^0o([0-7]{3,4})$/.exec(String(value))?.[1];
    if (digits === undefined) {
      return [];
    }
    if (typeof value === "number" && mode.value === value && value > 7) {
      return [
        warning(
          mode.at,
          `\`permissions: ${value}\` is a decimal number, and means ${digits.padStart(4, "0")}`,
          `write it as a text of octal digits: "${digits.padStart(4, "0")}"${/^[0-7]{3,4}$/.test(String(value)) ? `, or "${String(value).padStart(4, "0")}" if that is meant` : ""}`,
        ),
      ];
    }
    const text = digits.padStart(4, "0");
    return [
      translation(mode.at, "`permissions` is no text", `"${text}" is read`, {
        kind: "replace",
        path: ["write_files", index, "permissions"],
        value: text,
      }),
    ];
  });

function isSaid(tree: Tree, value: boolean): boolean {
  if (tree.kind !== "scalar") {
    return false;
  }
  const said = valueOfScalar(tree);
  return said === value || (typeof said === "string" && said.toLowerCase() === (value ? "true" : "false"));
}

export const ACCOUNT_RULES: readonly Rule[] = [openedLogins, ubuntuUser, filesInHomes, permissions];
