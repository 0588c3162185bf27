// @module-tag tools
// @module-tag needs/ssh
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  hostAliases,
  renderKnownHosts,
  renderSshConfig,
  writeSshFolder,
} from "../../../commands/ssh-access/ssh-config";
import { HOST_KEY, makeKey, sampleNode } from "../deployed-stack";

const nodes = {
  "NA9::web": sampleNode({ name: "web", public_ipv4: null, private_ipv4: "10.2.0.8" }),
  "EU6::master-sql": sampleNode(),
  "EU6::web": sampleNode({ name: "web", public_ipv4: "127.0.0.9", ssh_port: 2222, host_key: `${HOST_KEY} web@EU6` }),
};

describe("known hosts", () => {
  it("hold one key a node, with the port where it is not 22, in the order of the ids", () => {
    expect(renderKnownHosts(nodes)).toBe(
      [
        `EU6::master-sql,203.0.113.7 ${HOST_KEY}\n`,
        `EU6::web,[127.0.0.9]:2222 ${HOST_KEY}\n`,
        `NA9::web,10.2.0.8 ${HOST_KEY}\n`,
      ].join(""),
    );
  });
});

describe("aliases of a node", () => {
  it("are its id, its id without colons, and its name where that means no other", () => {
    expect(hostAliases(nodes, "EU6::master-sql")).toEqual(["EU6::master-sql", "EU6-master-sql", "master-sql"]);
    expect(hostAliases(nodes, "EU6::web")).toEqual(["EU6::web", "EU6-web"]);
  });

  it("never mean two nodes", () => {
    const odd = { "EU6::web": sampleNode({ name: "web" }), "NA9::EU6-web": sampleNode({ name: "EU6-web" }) };
    expect(hostAliases(odd, "NA9::EU6-web")).toEqual(["NA9::EU6-web", "NA9-EU6-web"]);
  });
});

describe("an ssh configuration", () => {
  let base: string;
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), "plumbline-test-"));
  });
  afterAll(() => rmSync(base, { recursive: true }));

  /** What ssh itself makes of a configuration. */
  const effective = (config: string, host: string) => {
    const lines = execFileSync("ssh", ["-F", config, "-G", host], { encoding: "utf8", stdio: "pipe" })
      .trim()
      .split("\n");
    return new Map(lines.map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]));
  };

  it.each(["keys", "my keys", "100%h keys"])("is read by ssh as it is meant, in a folder called %j", (name) => {
    const folder = join(base, name);
    const { privateKey } = makeKey(base, `key-of-${name}`);
    writeSshFolder(folder, nodes, privateKey);
    for (const alias of ["EU6::web", "EU6-web"]) {
      const settings = effective(join(folder, "ssh_config"), alias);
      expect(settings.get("hostname")).toBe("127.0.0.9");
      expect(settings.get("port")).toBe("2222");
      expect(settings.get("user")).toBe("ubuntu");
      expect(settings.get("stricthostkeychecking")).toBe("true");
      expect(settings.get("hostkeyalgorithms")).toBe("ssh-ed25519");
      expect(settings.get("identitiesonly")).toBe("yes");
      expect(settings.get("identityfile")).toBe(join(folder, "deployer").replaceAll("%", "%%"));
      // -G shows this one with its tokens replaced already
      expect(settings.get("userknownhostsfile")).toBe(join(folder, "known_hosts"));
      expect(settings.get("hostkeyalias")).toBe("eu6::web");
      expect(settings.get("globalknownhostsfile")).toBe("/dev/null");
    }
    expect(effective(join(folder, "ssh_config"), "master-sql").get("hostname")).toBe("203.0.113.7");
    expect(effective(join(folder, "ssh_config"), "web").get("hostname")).toBe("web");
  });

  it("is refused for a folder that it cannot name", () => {
    expect(() => renderSshConfig(nodes, "/home/ada/${x}")).toThrow("cannot be named in an ssh configuration");
    expect(() => renderSshConfig(nodes, '/home/ada/"keys"')).toThrow("cannot be named");
  });

  it("goes with a key that ssh takes, even where its last line had no end", () => {
    const folder = join(base, "trimmed");
    const { privateKey, publicKey } = makeKey(base, "trimmed-key");
    writeSshFolder(folder, nodes, privateKey.trimEnd());
    const derived = execFileSync("ssh-keygen", ["-y", "-f", join(folder, "deployer")], { encoding: "utf8" });
    expect(derived.trim()).toBe(publicKey);
    expect(statSync(join(folder, "deployer")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, "known_hosts"), "utf8")).toBe(renderKnownHosts(nodes));
  });

  it("names a host key file that ssh-keygen finds the nodes in", () => {
    const file = join(base, "pinned");
    writeFileSync(file, renderKnownHosts(nodes));
    const find = (host: string) =>
      execFileSync("ssh-keygen", ["-F", host, "-f", file], { encoding: "utf8", stdio: "pipe" });
    expect(find("[127.0.0.9]:2222")).toContain(HOST_KEY);
    expect(find("203.0.113.7")).toContain(HOST_KEY);
    expect(find("NA9::web")).toContain(HOST_KEY);
    expect(() => find("127.0.0.9")).toThrow();
  });
});
