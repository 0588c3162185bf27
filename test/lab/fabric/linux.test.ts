// @module-tag tools
// @module-tag needs/tap
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NETWORKS, port, rule, Site, type VlanName } from "./site";

const PROGRAM = join(__dirname, "linux_host.py");

/** A network stack of Linux at a port of the fabric. */
class LinuxHost {
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;

  private constructor(
    private readonly process: ChildProcess,
    readonly address: string,
  ) {
    this.reader = createInterface({ input: process.stdout as NodeJS.ReadableStream });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  static async start(site: Site, vlan: VlanName): Promise<LinuxHost> {
    const { prefix } = NETWORKS[vlan];
    await site.fabric.addPort(vlan, vlan, site.path(vlan));
    const address = `${prefix}::7`;
    const args = ["--net", "python3", PROGRAM, site.path(vlan), address, `${prefix}::1`];
    const host = new LinuxHost(spawn("unshare", args, { stdio: ["pipe", "pipe", "inherit"] }), address);
    expect(await host.line()).toBe("up");
    return host;
  }

  private async line(): Promise<string> {
    const { value, done } = await this.lines.next();
    return done ? "ended" : value;
  }

  ask(...words: readonly (string | number)[]): Promise<string> {
    this.process.stdin?.write(`${words.join(" ")}\n`);
    return this.line();
  }

  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.stdin?.end();
    await ended;
    this.reader.close();
  }
}

describe("Linux at the fabric", () => {
  let site: Site;
  let a: LinuxHost;
  let b: LinuxHost;
  beforeEach(async () => {
    site = new Site({ a: {}, b: { mtu: 1400 } });
    [a, b] = await Promise.all([LinuxHost.start(site, "a"), LinuxHost.start(site, "b")]);
  });
  afterEach(async () => {
    await Promise.all([a.stop(), b.stop()]);
    await site.stop();
  });

  it("finds its gateway and the other side, with fragments, and is told where a packet got stuck", async () => {
    site.fabric.setDomainRules("na", [rule("ping", { protocol: "icmp" })]);
    expect(await a.ask("ping", `${NETWORKS.a.prefix}::1`, 56, 64)).toContain("1 received");
    expect(await a.ask("ping", b.address, 56, 64)).toContain("1 received");
    expect(await b.ask("ping", a.address, 56, 64, 1)).toContain("0 received");
    expect(await a.ask("ping", b.address, 56, 1)).toContain("Hop limit");
    // the first one brings the answer that the way takes 1400 octets, the second one is cut to fit
    expect(await a.ask("ping", b.address, 3000, 64)).toContain("too big");
    expect(await a.ask("ping", b.address, 3000, 64)).toContain("1 received");
    expect(await a.ask("route", b.address)).toContain("mtu 1400");
    expect(site.fabric.report().faults).toEqual([]);
  });

  it("carries a stream over TCP without a flaw, past a link that takes shorter packets", async () => {
    site.fabric.setDomainRules("na", [rule("mysql", { protocol: "tcp", destination: port(3306) })]);
    await b.ask("serve", 3306);
    const sent = await a.ask("send", b.address, 3306, 32 << 20);
    expect(sent).toMatch(/^[0-9a-f]{64}$/);
    expect(await b.ask("served")).toBe(sent);
    const { rules, faults } = site.fabric.report();
    expect(rules).toMatchObject([{ name: "mysql", flows: 1 }]);
    expect(faults).toEqual([]);
  });

  it("is found by a third party where the firewall lets it be found", async () => {
    const probe = (number: number, timeLimitMs = 60_000) =>
      site.fabric.probe({ from: "2001:db8:bad::1", via: "internet", to: b.address, port: number, timeLimitMs });
    await b.ask("serve", 3306);
    expect(await probe(3306, 50)).toBe("silent");
    site.fabric.setDomainRules("na", [rule("all")]);
    expect(await probe(3306)).toBe("open");
    expect(await probe(3307)).toBe("refused");
  });
});
