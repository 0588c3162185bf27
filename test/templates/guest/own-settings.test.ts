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
