import { SSHD_PASSWORDS, SSHD_ROOT_WITH_KEY } from "../../platform/baseline/sshd";
import { FilledText, type FilledTree, isFilledList, isFilledMapping } from "../filled-text";
import type { CloudConfig } from "./guest-boot";
import { usersIn } from "./own-settings";

/** What a cloud-config makes of logins: what `ready` and `verify` compare a node with. */
export function loginsOf(config: CloudConfig | undefined) {
  return { sshd: sshdOpening(config), rootPassword: setsRootPassword(config) };
}

/** Values of sshd that a cloud-config asks for in the place of the baseline's. */
export function sshdOpening(config: CloudConfig | undefined): Readonly<Record<string, string>> {
  return {
    ...(isRootLetIn(config) ? SSHD_ROOT_WITH_KEY : {}),
    ...(isYes(config?.ssh_pwauth) ? SSHD_PASSWORDS : {}),
  };
}

/** Whether root may log in with a key. */
export function isRootLetIn(config: CloudConfig | undefined): boolean {
  return config?.disable_root !== undefined && isNo(config.disable_root);
}

/** Whether a cloud-config may give root a password: whose password it sets is text like any other. */
export function setsRootPassword(config: CloudConfig | undefined): boolean {
  const root = usersIn(config?.users).find((user) => isFilledMapping(user) && user.name === "root");
  const says = isFilledMapping(root) ? root : {};
  const given = ["passwd", "hashed_passwd", "plain_text_passwd"].some((key) => key in says);
  return config?.chpasswd !== undefined || given || (says.lock_passwd !== undefined && isNo(says.lock_passwd));
}

/** Whether the clock is synchronised: a cloud-config may leave it to something else. */
export function setsClock(config: CloudConfig | undefined): boolean {
  const ntp = config?.ntp;
  return !(isFilledMapping(ntp) && ntp.enabled !== undefined && isNo(ntp.enabled));
}

/** The keys that a cloud-config lets into an account of the image's own name. */
export function keysOf(loginUser: string, config: CloudConfig | undefined): readonly FilledText[] {
  const users = usersIn(config?.users).filter(
    (user) => isFilledMapping(user) && (user.name === loginUser || user.name === "default"),
  );
  const lists = [
    config?.ssh_authorized_keys,
    ...users.map((user) => (isFilledMapping(user) ? user.ssh_authorized_keys : undefined)),
  ];
  return lists.flatMap(textsIn).map((key) => (key instanceof FilledText ? key : new FilledText([key.trim()])));
}

/**
 * Why no step could log in any more: cloud-init lets passwords that it sets expire, and then keys log nobody in either.
 */
export function expiryProblems(loginUser: string, config: CloudConfig): readonly string[] {
  const { chpasswd = {}, password, users } = config;
  const { expire, list, users: listed } = isFilledMapping(chpasswd) ? chpasswd : {};
  const lines = textsIn(list).flatMap((text) =>
    (text instanceof FilledText ? text.toText(() => "") : text).split("\n"),
  );
  const entries = isFilledList(listed) ? listed : [];
  const isListed =
    lines.some((line) => line.startsWith(`${loginUser}:`)) ||
    entries.some((entry) => isFilledMapping(entry) && entry.name === loginUser);
  // `password` is that of the image's own user, and is read where there is no list
  const isDefault =
    (password ?? null) !== null &&
    lines.length + entries.length === 0 &&
    usersIn(users).some((user) => (isFilledMapping(user) ? user.name : user) === "default");
  return (isListed || isDefault) && !(expire !== undefined && isNo(expire))
    ? [
        `cloud-config makes the password of ${loginUser} expire, and no step could log in any more; write \`expire: false\` in chpasswd`,
      ]
    : [];
}

function textsIn(list: FilledTree | undefined): readonly (string | FilledText)[] {
  const items = isFilledList(list) ? list : isFilledMapping(list) ? Object.values(list) : [list];
  return items.filter((item): item is string | FilledText => item instanceof FilledText || typeof item === "string");
}

function isYes(value: FilledTree | undefined): boolean {
  return value === true || (typeof value === "string" && /^(true|1|on|yes)$/i.test(value));
}

function isNo(value: FilledTree): boolean {
  return value === false || (typeof value === "string" && /^(false|0|off|no)$/i.test(value));
}
