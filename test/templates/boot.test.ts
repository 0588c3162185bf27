// @module-tag tools
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { bootFiles } from "../../templates/boot";
import { sshdFile } from "../../templates/sshd";

/** Nothing but what every node has. */
const BARE = { node: "a", loginUser: "ubuntu", ntp: [], packages: [], scripts: [], userData: [] };

const files = (changes: Partial<Parameters<typeof bootFiles>[0]> = {}) => {
  const made = bootFiles({ ...BARE, node: "master-sql", packages: ["rsync"], ...changes });
  return Object.fromEntries(made.map((file) => [file.name, file.text]));
};
const userData = (changes = {}) => files(changes)["boot/user-data"] ?? "";
const config = (changes = {}) => parse(userData(changes), { version: "1.1" });

describe("user-data", () => {
  it("is read as cloud-config, and nothing in it waits for Terraform", () => {
    for (const file of bootFiles({ ...BARE, ntp: ["ntp.example"] })) {
      expect(file.values).toEqual([]);
    }
    expect(userData().split("\n")[0]).toBe("#cloud-config");
  });

  it("updates the system, and does not restart in the middle of it", () => {
    expect(config()).toMatchObject({ package_update: true, package_upgrade: true, package_reboot_if_required: false });
  });

  it("installs what the node and the steps need, once each and in order", () => {
    expect(config({ packages: ["zstd", "nftables", "rsync", "zstd"] }).packages).toEqual(["nftables", "rsync", "zstd"]);
  });

  it("sets the clock by the plan's servers, or by the distribution's", () => {
    expect(config({ ntp: ["10.0.0.1", "ntp.example"] }).ntp).toEqual({
      enabled: true,
      servers: ["10.0.0.1", "ntp.example"],
    });
    expect(config().ntp).toEqual({ enabled: true });
  });

  it("lets nobody in by password, and keeps the host key that Terraform made", () => {
    expect(config()).toMatchObject({ ssh_pwauth: false, disable_root: true, ssh_deletekeys: false });
    expect(config().users).toEqual([expect.objectContaining({ name: "ubuntu", lock_passwd: true })]);
    expect(config().write_files[0]).toMatchObject({
      path: "/etc/ssh/sshd_config.d/10-plumbline.conf.new",
      content: sshdFile(),
    });
  });

  it("leaves /etc/hosts to the configure step", () => {
    expect(config().manage_etc_hosts).toBe(false);
  });

  it.each(["no", "on", "off", "y", "1e3", "12", "0x1f", "null"])("keeps a node called %s text", {
    tags: "needs/cloud-init",
  }, (node) => {
    // as the reader of YAML 1.1 sees it that cloud-init comes with
    const script = "import sys, yaml; d = yaml.safe_load(sys.stdin); print(repr(d['hostname']), repr(d['ntp']))";
    const { stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", script], {
      input: userData({ node, ntp: [node] }),
      encoding: "utf8",
    });
    expect(stdout, stderr).toBe(`'${node}' {'enabled': True, 'servers': ['${node}']}\n`);
  });
});

describe("meta-data", () => {
  it("has an id that follows from user-data alone", () => {
    const hash = createHash("sha256").update(userData()).digest("hex");
    expect(parse(files()["boot/meta-data"] ?? "")).toEqual({
      "instance-id": `plumbline-${hash.slice(0, 32)}`,
      "local-hostname": "master-sql",
    });
    expect(files({ packages: [] })["boot/meta-data"]).not.toBe(files()["boot/meta-data"]);
    expect(files()).toEqual(files());
  });
});

it("cloud-init looks at the seed alone and leaves the network as it is", () => {
  expect(parse(files()["boot/99-plumbline.cfg"] ?? "")).toEqual({
    datasource_list: ["NoCloud", "None"],
    network: { config: "disabled" },
  });
});

it("cloud-init takes the user-data", { tags: "needs/cloud-init" }, () => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-boot-"));
  for (const changes of [{}, { ntp: ["10.0.0.1"] }, { node: "no", packages: [] }]) {
    writeFileSync(join(folder, "user-data"), userData(changes));
    const { status, stdout, stderr } = spawnSync("cloud-init", ["schema", "--config-file", join(folder, "user-data")], {
      encoding: "utf8",
    });
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toContain("Valid cloud-config");
  }
  rmSync(folder, { recursive: true });
});
