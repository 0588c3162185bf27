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
    ...users.flatMap((user) => (isFilledMapping(user) ? keyLists(user) : [])),
  ];
  return lists.flatMap(textsIn).map((key) => (key instanceof FilledText ? key : new FilledText([key.trim()])));
}

/** cloud-init takes a dash as well as an underscore in what it knows of a user. */
function keyLists(user: { readonly [key: string]: FilledTree }): readonly (FilledTree | undefined)[] {
  return [user.ssh_authorized_keys, user["ssh-authorized-keys"]];
}

function textsIn(list: FilledTree | undefined): readonly (string | FilledText)[] {
  const items = isFilledList(list) ? list : [list];
  return items.filter((item): item is string | FilledText => item instanceof FilledText || typeof item === "string");
}

function isYes(value: FilledTree | undefined): boolean {
  return value === true || (typeof value === "string" && /^(true|1|on|yes)$/i.test(value));
}

function isNo(value: FilledTree): boolean {
  return value === false || (typeof value === "string" && /^(false|0|off|no)$/i.test(value));
}
