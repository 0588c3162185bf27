import { FilledText, type FilledTree, isFilledList, isFilledMapping } from "../filled-text";

type Settings = Readonly<Record<string, FilledTree>>;

/** What a cloud-config may say otherwise than a node's own user-data, and is obeyed. */
const OBEYED = [
  "hostname",
  "preserve_hostname",
  "locale",
  "disable_root",
  "ssh_pwauth",
  "ssh_genkeytypes",
  "package_upgrade",
] as const;

/**
 * What stays as the node's own user-data has it, since the node would else lose what its steps rely on: its host key, the
 * names of its peers, an index of packages that is not out of date, and a restart that comes after the whole first boot.
 */
const KEPT = ["ssh_deletekeys", "package_update", "package_reboot_if_required"] as const;

/** Lists in whose place one text may stand. */
const LISTS = ["packages", "ssh_authorized_keys"] as const;

/**
 * A node's own user-data and a cloud-config, so that both can be merged: what both say is in one of them alone.
 * @param own what the node's steps rely on, and safe defaults
 */
export function reconciled(own: Settings, wanted: Settings): { readonly own: Settings; readonly wanted: Settings } {
  const ours = new Map(Object.entries(own));
  // a key without a value says nothing
  const theirs = new Map(Object.entries(wanted));
  for (const key of ["fqdn", ...LISTS, ...ours.keys()]) {
    if (theirs.get(key) === null) {
      theirs.delete(key);
    }
  }
  for (const key of LISTS) {
    const alone = theirs.get(key);
    if (typeof alone === "string" || alone instanceof FilledText) {
      theirs.set(key, [alone]);
    }
  }
  for (const key of OBEYED) {
    if (theirs.has(key)) {
      ours.delete(key);
    }
  }
  for (const key of KEPT) {
    theirs.delete(key);
  }
  // without a host name of its own, a host has the first label of its whole name
  if (theirs.has("fqdn")) {
    ours.delete("hostname");
  }
  const packages = theirs.get("packages");
  if (packages !== undefined && !isFilledList(packages)) {
    theirs.set("packages", [packages]);
  }
  // a template that is written at each boot would lose the names of peers; the line of the node's own name may be kept
  if (theirs.has("manage_etc_hosts")) {
    const { manage_etc_hosts: managed } = wanted;
    theirs.delete("manage_etc_hosts");
    ours.set("manage_etc_hosts", managed === false ? false : "localhost");
  }
  for (const key of ["ntp", "apt"]) {
    const [there, added] = [ours.get(key), theirs.get(key)];
    if (isFilledMapping(there) && isFilledMapping(added)) {
      ours.set(key, overridden(there, added));
      theirs.delete(key);
    }
  }
  if (theirs.has("users")) {
    ours.set("users", usersOf(ours.get("users"), theirs.get("users")));
    theirs.delete("users");
  }
  const keys = theirs.get("ssh_keys");
  if (isFilledMapping(keys)) {
    theirs.set("ssh_keys", Object.fromEntries(Object.entries(keys).filter(([key]) => !key.startsWith("ed25519"))));
  }
  return { own: Object.fromEntries(ours), wanted: Object.fromEntries(theirs) };
}

/** Mappings merged, with the second in front; settings of apt are kept beside one another. */
function overridden(
  there: { readonly [key: string]: FilledTree },
  added: { readonly [key: string]: FilledTree },
): FilledTree {
  const merged = new Map(Object.entries(there));
  for (const [key, value] of Object.entries(added)) {
    const before = merged.get(key);
    merged.set(key, key === "conf" ? joined(before, value) : value);
  }
  return Object.fromEntries(merged);
}

/** One text after another. */
function joined(before: FilledTree | undefined, value: FilledTree): FilledTree {
  if (typeof before !== "string" || value === null) {
    return before ?? value;
  }
  if (value instanceof FilledText) {
    return new FilledText([before, ...value.parts]);
  }
  return typeof value === "string" ? `${before}${value}` : value;
}

/**
 * The users of a cloud-config as a list of mappings and names, in whatever of its forms they stand. cloud-init takes a dash
 * as well as an underscore in what it knows of a user.
 */
export function usersIn(users: FilledTree | undefined): readonly FilledTree[] {
  return listed(users).map((user) =>
    isFilledMapping(user)
      ? Object.fromEntries(Object.entries(user).map(([key, value]) => [key.replaceAll("-", "_"), value]))
      : user,
  );
}

function listed(users: FilledTree | undefined): readonly FilledTree[] {
  if (typeof users === "string") {
    return users.split(/[,\s]+/).filter((name) => name !== "");
  }
  if (isFilledMapping(users)) {
    return Object.entries(users).map(([name, user]) => (isFilledMapping(user) ? { name, ...user } : name));
  }
  return isFilledList(users) ? users : [];
}

/** All users, the node's own account with what the cloud-config says of it: two entries of a name would be one less. */
function usersOf(own: FilledTree | undefined, wanted: FilledTree | undefined): readonly FilledTree[] {
  const others = usersIn(wanted).filter((user) => user !== null);
  const said = usersIn(own).map((user) => {
    const name = isFilledMapping(user) ? user.name : user;
    const same = others.filter((other) => isFilledMapping(other) && other.name === name);
    return Object.assign({}, user, ...same);
  });
  const names = said.map(({ name }) => name);
  return [...said, ...others.filter((other) => !names.includes(isFilledMapping(other) ? other.name : other))];
}
