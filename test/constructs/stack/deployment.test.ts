// @module-tag unit
// The constructs in stacks that are not Plumbline's: their backend, their providers, their aspects.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { App, Aspects, S3Backend, TerraformResource, TerraformStack, Testing } from "cdktf";
import type { IConstruct } from "constructs";
import { afterEach, describe, expect, it } from "vitest";
import {
  Deployment,
  Location,
  MysqlReplication,
  Network,
  NetworkDomain,
  Node,
  PlumblineStack,
  Port,
  RemovedNode,
  Size,
} from "../../../constructs";
import { REGIONS } from "../../../platform/data-centres";
import { DdcloudProvider, Server } from "../../../providers/ddcloud";
import { SMALL, scratch } from "../synthesized";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true });
  }
});

function temporaryApp(): App {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-"));
  folders.push(folder);
  return new App({ stackTraces: false, outdir: join(folder, "cdktf.out") });
}

/** A source and its replica, in any scope. */
function replicated(scope: IConstruct, location?: { readonly provider: DdcloudProvider }) {
  const [source, replica] = (["EU6", "NA9"] as const).map((id, index) => {
    const domain = new NetworkDomain(new Location(scope as TerraformStack, id, location), "domain", { name: "Sql" });
    const network = new Network(domain, "databases", { ipv4: `10.${index}.0.0/24` });
    return new Node(domain, `sql${index}`, { cards: [{ network }], ...SMALL, inbound: [Port.tcp(22)] });
  }) as [Node, Node];
  return new MysqlReplication(scope as TerraformStack, "sql", { members: [source, replica], source, database: "db01" });
}

/** Types and names of what a synthesized text declares. */
const declared = (text: string) => JSON.parse(text) as Record<string, Record<string, Record<string, unknown>>>;

describe("constructs in somebody's own stack", () => {
  it("stand beside its backend and providers, with their node files beside its configuration", () => {
    const app = temporaryApp();
    const stack = new TerraformStack(app, "theirs");
    new S3Backend(stack, { bucket: "states", key: "theirs", region: "eu-central-1" });
    const provider = new DdcloudProvider(stack, "ours", { alias: "eu", region: "EU" });
    replicated(stack, { provider });
    new NullProvider(stack, "late");
    app.synth();
    const folder = join(app.outdir, "stacks", "theirs");
    const terraform = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8"));
    expect(Object.keys(terraform.terraform.backend)).toEqual(["s3"]);
    expect(terraform.provider.ddcloud).toEqual([{ alias: "eu", region: "EU" }]);
    expect(terraform.provider.null).toHaveLength(1);
    expect(Object.keys(terraform.provider).sort()).toEqual(["ddcloud", "null", "random", "tls"]);
    const resources = Object.entries<Record<string, { provider?: string }>>(terraform.resource);
    const ofDdcloud = resources
      .filter(([type]) => type.startsWith("ddcloud_"))
      .flatMap(([, all]) => Object.values(all));
    expect(new Set(ofDdcloud.map(({ provider }) => provider))).toEqual(new Set(["ddcloud.eu"]));
    expect(Object.keys(terraform.output).sort()).toEqual(
      ["expectations", "guarded", "information", "nodes", "replications", "secrets"].map((name) => `plumbline_${name}`),
    );
    expect(existsSync(join(folder, "nodes", "EU6", "sql0", "configure", "mysql.cnf.tftpl"))).toBe(true);
    const map = JSON.parse(readFileSync(join(folder, "plan-map.json"), "utf8"));
    const [server] = Object.keys(terraform.resource.ddcloud_server);
    expect(map.addresses[`ddcloud_server.${server}`]).toEqual({ construct: "EU6/domain/sql0/Resource" });
    expect(existsSync(join(app.outdir, "..", "state"))).toBe(false);
  });

  it("are seen complete by its aspects", () => {
    const stack = new TerraformStack(scratch(), "theirs");
    const uploads: number[] = [];
    Aspects.of(stack).add({
      visit: (construct) => {
        if (construct instanceof Server) {
          construct.addOverride("tag", [{ name: "owner", value: "us" }]);
        }
        if (TerraformResource.isTerraformResource(construct) && construct.node.id === "configure") {
          uploads.push(construct.provisioners?.length ?? 0);
        }
      },
    });
    replicated(stack);
    const { resource, provider } = declared(Testing.synth(stack, true));
    expect(Object.values(resource?.ddcloud_server ?? {})).toEqual([
      expect.objectContaining({ tag: [{ name: "owner", value: "us" }] }),
      expect.objectContaining({ tag: [{ name: "owner", value: "us" }] }),
    ]);
    expect(uploads).toEqual([4, 4]);
    expect(provider?.ddcloud).toHaveLength(REGIONS.length);
  });

  it("are synthesized by Testing.synthScope and into HCL", () => {
    const { resource } = declared(Testing.synthScope((scope) => void replicated(scope)));
    expect(Object.keys(resource?.ddcloud_server ?? {})).toHaveLength(2);
    const stack = new TerraformStack(scratch(), "theirs");
    replicated(stack);
    expect(Testing.synthHcl(stack, true)).toMatch(/command = "bash scripts\/note\.sh end [^"]* \\"\$BEFORE\\""/);
  });

  it("take settings from a deployment that is made before them, and no second one", () => {
    const stack = new TerraformStack(scratch(), "theirs");
    new Deployment(stack, "shared", { ntp: ["ntp.example"], generations: { admin: 4 } });
    replicated(stack);
    const { resource, variable } = declared(Testing.synth(stack, true));
    const passwords = Object.entries(resource?.random_password ?? {}).filter(([name]) => name.includes("admin"));
    expect(passwords.map(([, password]) => password)).toEqual([
      expect.objectContaining({ keepers: { generation: "4" } }),
      expect.objectContaining({ keepers: { generation: "4" } }),
    ]);
    expect(Object.keys(variable ?? {}).sort()).toEqual(
      ["endpoints", "retry_delay", "ssh_port"].map((n) => `shared_${n}`),
    );
    new Deployment(stack, "another");
    expect(() => stack.runAllValidations()).toThrow("[theirs/another] the stack has a deployment already");
  });

  it("say which provider to hand over where an alias is taken", () => {
    const stack = new TerraformStack(scratch(), "theirs");
    new DdcloudProvider(stack, "own", { alias: "eu", region: "EU" });
    replicated(stack);
    expect(() => Testing.synth(stack, true)).toThrow(/provider ddcloud\.eu of its own; give it to its locations/);
  });
});

describe("what is wrong", () => {
  it("is that names changed, where they do not follow places: Terraform has to be told by hand", () => {
    const stack = new TerraformStack(scratch(), "theirs");
    const domain = new NetworkDomain(new Location(stack, "EU6"), "domain", { name: "Sql" });
    new Network(domain, "web", { ipv4: "10.0.0.0/24", formerNames: ["front"] });
    new RemovedNode(stack, "old", { location: "EU6", name: "old", destroy: true, because: "it moved" });
    expect(told(() => Testing.synth(stack, true))).toEqual([
      expect.stringContaining(
        "[theirs/EU6/domain/web] its former names are given; they count in a PlumblineStack alone",
      ),
      expect.stringContaining("[theirs/old] nodes that are gone: they count in a PlumblineStack alone"),
    ]);
  });

  it.each([
    ["somebody's own stack", (app: App) => new TerraformStack(app, "test")],
    ["a stack of Plumbline's", (app: App) => new PlumblineStack(app, "test")],
  ])("in %s is told by validation, all of it with the path of its construct", (_, make) => {
    const app = temporaryApp();
    const stack = make(app);
    const nowhere = new Location(stack, "EU66");
    const domain = new NetworkDomain(new Location(stack, "EU6"), "domain", { name: " " });
    const network = new Network(domain, "web", { ipv4: "10.0.0.0/8" });
    const node = new Node(domain, "n", { ...SMALL, cards: [{ network }], cpus: 99, memory: Size.gigabytes(300) });
    new Node(domain, "n", { ...SMALL, cards: [{ network }] });
    new NetworkDomain(nowhere, "toString", { name: "A" });
    network.acceptFrom(network);
    new MysqlReplication(stack, "sql", { members: [node, node], source: node, database: "sys" });
    const lines = told(() => app.synth());
    const expected = [
      "[test/EU66] toString: constructs take the name for their own",
      '[test/EU66] data centre is "EU66"; known ones are',
      "[test/EU6/domain] the network domain has no name",
      '[test/EU6/domain/web] IPv4 range is "10.0.0.0/8"; a VLAN takes',
      "[test/EU6/domain/web] from EU6::web: a network need not accept itself",
      "[test/EU6/domain/n] cpus is 99; a node takes",
      "[test/EU6/domain/n] memory is 300 GB; a node takes",
      "[test/EU6/domain/n] there is something of that name already (node)",
      "[test/sql] EU6::n is there twice; each server is one member",
      "[test/sql] database sys belongs to the system; take another name",
    ];
    expect(lines).toHaveLength(expected.length);
    for (const line of expected) {
      expect(lines).toContainEqual(expect.stringContaining(line));
    }
    expect(existsSync(join(app.outdir, "stacks", "test", "nodes"))).toBe(false);
  });
});

/** The lines of a failed validation. */
function told(work: () => void): string[] {
  try {
    work();
  } catch (error) {
    return (error as Error).message
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.startsWith("["));
  }
  return [];
}
