// @module-tag unit
import { describe, expect, it } from "vitest";
import { plainValue } from "../../../templates/apply-value";
import { bootFiles } from "../../../templates/boot";
import { FilledText, type FilledTree, filledText } from "../../../templates/filled-text";
import { type CloudConfig, guestBoot } from "../../../templates/guest/guest-boot";
import { keysOf, loginsOf, setsClock } from "../../../templates/guest/logins";
import { reconciled } from "../../../templates/guest/own-settings";

const OWN: CloudConfig = {
  hostname: "web",
  manage_etc_hosts: false,
  users: [{ name: "ubuntu", lock_passwd: true, shell: "/bin/bash" }],
  disable_root: true,
  ssh_deletekeys: false,
  package_update: true,
  apt: { conf: "A;\n" },
  ntp: { enabled: true },
};

describe("a node's own user-data and a cloud-config", () => {
  it("are the node's own where the cloud-config is silent", () => {
    expect(reconciled(OWN, {})).toEqual({ own: OWN, wanted: {} });
  });

  it("are the node's own where a key has no value", () => {
    const { own, wanted } = reconciled(OWN, { packages: null, apt: null, ntp: null, disable_root: null, users: null });
    expect({ own, wanted }).toEqual({ own: OWN, wanted: {} });
  });

  it("take one text for a list", () => {
    const { wanted } = reconciled(OWN, { packages: "nginx", ssh_authorized_keys: new FilledText(["a"]) });
    expect(wanted).toEqual({ packages: ["nginx"], ssh_authorized_keys: [new FilledText(["a"])] });
  });

  it("are what the cloud-config says, all but what steps rely on", () => {
    const { own, wanted } = reconciled(OWN, {
      hostname: "shop",
      manage_etc_hosts: true,
      disable_root: false,
      ssh_deletekeys: true,
      package_update: false,
      ntp: { servers: ["a"] },
      apt: { conf: "B;\n", sources: { x: {} } },
      ssh_keys: { rsa_private: "r", ed25519_private: "e" },
      packages: ["nginx"],
    });
    expect(own).toEqual({
      manage_etc_hosts: "localhost",
      users: OWN.users,
      ssh_deletekeys: false,
      package_update: true,
      apt: { conf: "A;\nB;\n", sources: { x: {} } },
      ntp: { enabled: true, servers: ["a"] },
    });
    expect(wanted).toEqual({
      hostname: "shop",
      disable_root: false,
      ssh_keys: { rsa_private: "r" },
      packages: ["nginx"],
    });
  });

  it.each([
    ["a list", ["default", { name: "ubuntu", groups: "docker" }, { name: "ann" }]],
    ["a mapping", { default: true, ubuntu: { groups: "docker" }, ann: {} }],
  ])("have each account once (%s)", (_, users) => {
    expect(reconciled(OWN, { users } as CloudConfig).own.users).toEqual([
      { name: "ubuntu", lock_passwd: true, shell: "/bin/bash", groups: "docker" },
      "default",
      { name: "ann" },
    ]);
  });
});

describe("forms of a cloud-config that cloud-init takes", () => {
  it("are keys without a value, which say nothing", () => {
    const wanted = { hostname: null, ntp: null, apt: null, users: null, packages: null, runcmd: null };
    expect(reconciled({ ...OWN, packages: ["nftables"] }, wanted)).toEqual({
      own: { ...OWN, packages: ["nftables"] },
      wanted: { runcmd: null },
    });
  });

  it("are one package as a text", () => {
    expect(reconciled(OWN, { packages: "nginx" }).wanted.packages).toEqual(["nginx"]);
  });

  it("are names alone, dashes in what is said of users, and keys with names of their own", () => {
    const users = ["ubuntu", { name: "root", "lock-passwd": false }, { name: "ubuntu", "lock-passwd": false }];
    expect(reconciled(OWN, { users }).own.users).toEqual([
      { name: "ubuntu", lock_passwd: false, shell: "/bin/bash" },
      { name: "root", lock_passwd: false },
    ]);
    expect(loginsOf({ users }).rootPassword).toBe(true);
    const keys = keysOf("ubuntu", { users: [{ name: "ubuntu", ssh_authorized_keys: { ann: "a", bob: "b" } }] });
    expect(keys.map((key) => key.toText(() => ""))).toEqual(["a", "b"]);
  });

  it("are settings of apt with values, which are kept beside the node's own", () => {
    const { apt } = reconciled(OWN, { apt: { conf: filledText`B ${plainValue("b", "b", "c")};\n` } }).own;
    expect((apt as { conf: FilledText }).conf.toText(({ expression }) => expression)).toBe("A;\nB c;\n");
  });

  it("are a whole name alone, from which the host has its own", () => {
    expect(reconciled(OWN, { fqdn: "shop.example.com" }).own).not.toHaveProperty("hostname");
    expect(reconciled(OWN, { fqdn: "shop.example.com", hostname: "x" }).wanted).toMatchObject({ hostname: "x" });
  });
});

describe("the password of the login user", () => {
  const boot = (cloudConfig: CloudConfig) => () =>
    bootFiles({ node: "a", loginUser: "ubuntu", ntp: [], packages: [], scripts: [], userData: [], cloudConfig });
  const pw = { ...plainValue("pw", "pw", "${local.pw}"), isSecret: true };

  it.each<[string, CloudConfig]>([
    ["in a list", { chpasswd: { list: ["ann:x", filledText`ubuntu:${pw}`] } }],
    ["in a text", { chpasswd: { list: filledText`ann:x\nubuntu:${pw}\n`, expire: true } }],
    ["of a user", { chpasswd: { users: [{ name: "ubuntu", password: "x", type: "text" }] } }],
    ["of the image's own user", { password: "x", users: ["default"] }],
  ])("is refused where it would expire and lock out all steps (%s)", (_, config) => {
    expect(boot(config)).toThrow(
      "cloud-config makes the password of ubuntu expire, and no step could log in any more; write `expire: false` in chpasswd",
    );
  });

  it.each<[string, CloudConfig]>([
    ["does not expire", { chpasswd: { list: ["ubuntu:x"], expire: false } }],
    ["is another's", { chpasswd: { list: ["ann:ubuntu:"] } }],
    ["is never set", { password: "x" }],
  ])("is taken where it %s", (_, config) => {
    expect(boot(config)).not.toThrow();
  });
});

describe("what a cloud-config opens", () => {
  it("is nothing where it is silent, or closes", () => {
    const closed: CloudConfig = { disable_root: true, ssh_pwauth: false, users: [{ name: "root" }] };
    for (const config of [undefined, {}, closed]) {
      expect(loginsOf(config)).toEqual({ sshd: {}, rootPassword: false });
      expect(setsClock(config)).toBe(true);
    }
  });

  it("is what it says, in whatever words YAML has for yes and no", () => {
    expect(loginsOf({ disable_root: "no", ssh_pwauth: "yes", chpasswd: { list: "root:x" } })).toEqual({
      sshd: { PermitRootLogin: "prohibit-password", PasswordAuthentication: "yes", AuthenticationMethods: "any" },
      rootPassword: true,
    });
    expect(setsClock({ ntp: { enabled: false } })).toBe(false);
  });

  it("are the keys of the login user, and of no other", () => {
    const users: readonly FilledTree[] = [
      { name: "ubuntu", "ssh-authorized-keys": ["a"] },
      { name: "root", ssh_authorized_keys: ["b"] },
    ];
    const config: CloudConfig = { ssh_authorized_keys: ["c"], users };
    expect(keysOf("ubuntu", config).map((key) => key.toText(() => ""))).toEqual(["c", "a"]);
  });
});

describe("a cloud-config", () => {
  const secret = { ...plainValue("pw", "pw", "${local.pw}"), isSecret: true };
  const boot = (cloudConfig: CloudConfig) =>
    bootFiles({ node: "a", loginUser: "ubuntu", ntp: [], packages: [], scripts: [], userData: [], cloudConfig });

  it("needs no other user-data afterwards where it holds no secret", () => {
    const names = boot({ packages: ["nginx"], runcmd: [filledText`echo ${secret}`] }).map(({ name }) => name);
    expect(names).toEqual([
      "boot/user-data",
      "boot/meta-data",
      "boot/99-plumbline.cfg",
      "boot/guest.json.tftpl",
      "boot/guest.py",
    ]);
  });

  it("is merged with what others contribute, and refused where they contradict", () => {
    const values = () => ({ packages: ["mysql-server"], fqdn: "x" });
    const files = (cloudConfig: CloudConfig) =>
      bootFiles({
        ...{ node: "a", loginUser: "ubuntu", ntp: [], packages: [], scripts: [], cloudConfig },
        userData: [{ by: "mysql", values }],
      });
    expect(files({ packages: ["nginx"] })[0]?.text).toContain("packages:\n  - nftables\n  - nginx\n  - mysql-server\n");
    expect(() => files({ fqdn: "y" })).toThrow("cloud-config and mysql set fqdn of user-data differently");
  });

  it("is refused with all that cloud-init would not do", () => {
    const config = {
      runcmd: ["true", false, { echo: "a" }],
      bootcmd: "true",
      write_files: [{ content: "a" }],
      power_state: { mode: "poweroff" },
      cloud_final_modules: [],
      motd: new FilledText(["a\ud800"]),
    };
    let told = "";
    try {
      guestBoot(config);
    } catch (error) {
      told = (error as Error).message;
    }
    expect(told.split("\n")).toEqual([
      "motd of cloud-config holds U+D800, which YAML cannot carry; leave it out",
      expect.stringContaining("command 2 of runcmd is false, with which cloud-init runs no command at all"),
      expect.stringContaining('command 3 of runcmd is {"echo":"a"}'),
      expect.stringContaining("bootcmd of cloud-config is not a list of commands"),
      expect.stringContaining("entry 1 of write_files of cloud-config has no `path`"),
      expect.stringContaining('power_state of cloud-config has the mode "poweroff"'),
      expect.stringContaining("cloud-config sets cloud_final_modules"),
    ]);
  });

  it("passes over items without a value, such as a comment alone", () => {
    expect(guestBoot({ bootcmd: [null] }).hasBootCommands).toBe(false);
    expect(guestBoot({ bootcmd: [null, "true"], runcmd: [null, "ls"] }).hasBootCommands).toBe(true);
  });
});
