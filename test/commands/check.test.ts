// @module-tag tools
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type CatalogueData, STANDARD_CATALOGUE } from "../../lab/cloud/catalogue";
import { Cloud, type CloudOptions, LAB_ACCOUNT } from "../../lab/cloud/cloud";
import { Project, ROOT } from "./project";

const PASSWORD = "a-password-that-is-shown-nowhere";
const IMAGE = "Ubuntu 22.04 64-bit 2 CPU";
const PLAN = readFileSync(join(ROOT, "fittings.yaml"), "utf8");

/** Place of a text in the plan, as messages write it. */
function place(text: string, before = ""): string {
  const lines = PLAN.split("\n");
  const line = lines.findIndex((one) => one.includes(before + text));
  return `fittings.yaml:${line + 1}:${(lines[line] as string).indexOf(before + text) + before.length + 1}`;
}

/** The lab's catalogue, its Ubuntu 22.04 changed. */
function catalogueWith(change: Partial<CatalogueData["images"][number]>): CatalogueData {
  const images = STANDARD_CATALOGUE.images.map((image) => (image.name === IMAGE ? { ...image, ...change } : image));
  return { ...STANDARD_CATALOGUE, images };
}

describe("check", () => {
  let project: Project;
  const clouds: Cloud[] = [];
  beforeAll(() => {
    project = new Project();
    writeFileSync(join(project.folder, "fittings.yaml"), PLAN);
    copyFileSync(join(ROOT, "persons.sql"), join(project.folder, "persons.sql"));
  });
  afterEach(async () => {
    rmSync(join(project.folder, "state"), { recursive: true, force: true });
    await Promise.all(clouds.splice(0).map((cloud) => cloud.stop()));
  });
  afterAll(() => project.remove());

  async function start(options: CloudOptions = {}): Promise<Cloud> {
    const cloud = new Cloud({ accounts: [{ ...LAB_ACCOUNT, password: PASSWORD }], ...options });
    clouds.push(cloud);
    await cloud.listen();
    return cloud;
  }

  async function check(cloud: Cloud, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    const finished = await project.run("check", args, {
      MCP_USER: LAB_ACCOUNT.user,
      MCP_PASSWORD: PASSWORD,
      TF_VAR_endpoints: JSON.stringify(cloud.endpoints),
      PARAMETERS: "operators=192.0.2.0/24",
      ...env,
    });
    expect(finished.stdout + finished.stderr).not.toContain(PASSWORD);
    return finished;
  }

  /** Calls an operation of the network, as another client would; gives the id of what it makes. */
  async function deploy(cloud: Cloud, region: string, operation: string, body: object): Promise<string> {
    const authorization = `Basic ${Buffer.from(`${LAB_ACCOUNT.user}:${PASSWORD}`).toString("base64")}`;
    const url = `${cloud.endpoints[region]}/caas/2.9/${cloud.organisation(region).id}/network/${operation}`;
    const answer = await fetch(url, {
      method: "POST",
      headers: { authorization, "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
    });
    const { info } = (await answer.json()) as { info: { value: string }[] };
    return info[0]?.value as string;
  }

  function deployDomain(cloud: Cloud, region: string, datacenterId: string, name: string): Promise<string> {
    const body = { name, description: "", type: "ESSENTIALS", datacenterId };
    return deploy(cloud, region, "deployNetworkDomain", body);
  }

  function deployVlan(cloud: Cloud, region: string, networkDomainId: string): Promise<string> {
    const range = { privateIpv4NetworkAddress: "10.9.0.0", privateIpv4PrefixSize: 24 };
    const body = { networkDomainId, name: "databases", description: "", ...range };
    return deploy(cloud, region, "deployVlan", { ...body, attachedVlan: { gatewayAddressing: "LOW" } });
  }

  /** Writes what a deployment from this project leaves behind. */
  function writeState(text: string): void {
    mkdirSync(join(project.folder, "state"), { recursive: true });
    writeFileSync(join(project.folder, "state", "terraform.fittings.tfstate"), text);
  }

  function stateWith(ids: Readonly<Record<string, string>>): string {
    const resources = Object.entries(ids).map(([type, id]) => ({ type, instances: [{ attributes: { id } }] }));
    return JSON.stringify({ version: 4, resources });
  }

  it("finds nothing in the way of the plan that comes along", async () => {
    const { code, stdout, stderr } = await check(await start());
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("EU6  Germany - Frankfurt  1 node  ok");
    expect(stdout).toContain("NA9  US - East            1 node  ok");
    expect(stdout).toMatch(/\n2 locations, 1 image, 2 nodes: nothing stands in the way\n$/);
  });

  it("changes nothing", async () => {
    const cloud = await start();
    const methods: string[] = [];
    cloud.events.on("call", ({ method }) => methods.push(method));
    await check(cloud);
    expect(methods.length).toBeGreaterThan(6);
    expect(new Set(methods)).toEqual(new Set(["GET"]));
  });

  it("tells of a wrong password once a region, with the place of its location", async () => {
    const { code, stdout, stderr } = await check(await start(), [], { MCP_PASSWORD: "wrong-and-not-shown" });
    expect(code).toBe(1);
    expect(stdout).toContain("2 problems");
    const message = "error  region EU refuses the credentials in MCP_USER and MCP_PASSWORD";
    expect(stderr.split(message)).toHaveLength(2);
    expect(stderr).toContain("region NA refuses the credentials");
    expect(stderr).toContain("HTTP 401");
    expect(stderr).toMatch(/^fittings\.yaml:\d+:\d+ {2}error/);
    expect(stdout + stderr).not.toContain("wrong-and-not-shown");
  });

  it("names the images that a wanted one may mean", async () => {
    const catalogue = catalogueWith({ name: "Ubuntu 22.04 64-bit 4 CPU" });
    const { code, stderr } = await check(await start({ catalogue }));
    expect(code).toBe(1);

    expect(stderr).toContain(`${place("sql1:")}  error  there is no image "${IMAGE}" at EU6`);

    expect(stderr).toContain("nearest there: Ubuntu 22.04 64-bit 4 CPU, Ubuntu 12.04 2 CPU, Ubuntu 14.04 2 CPU");
    expect(stderr).not.toContain("CentOS");
  });

  it("tells of an image that one location lacks, at that location's node", async () => {
    const dataCentres = STANDARD_CATALOGUE.dataCentres.map(({ id }) => id).filter((id) => id !== "NA9");
    const { code, stdout, stderr } = await check(await start({ catalogue: catalogueWith({ dataCentres }) }));
    expect(code).toBe(1);
    expect(stderr).toContain(`${place("sql2:")}  error  there is no image "${IMAGE}" at NA9`);
    expect(stderr).not.toContain("at EU6");
    expect(stdout).toMatch(/EU6 .* ok\n.*NA9 .* 1 problem\n/);
  });

  it("tells of an image whose disk is larger than the plan has it", async () => {
    const disks = [{ scsiId: 0, sizeGb: 20, speed: "STANDARD" as const }];
    const { code, stderr } = await check(await start({ catalogue: catalogueWith({ disks }) }));
    expect(code).toBe(1);
    expect(stderr).toContain("disk 0 of sql1 has 10 GB in the plan, 20 GB in the image");
    expect(stderr).toContain("say so in `disks`: 0 20");
  });

  it("tells of a location that the region does not have", async () => {
    const dataCentres = STANDARD_CATALOGUE.dataCentres.filter(({ id }) => id !== "EU6");
    const { code, stderr } = await check(await start({ catalogue: { ...STANDARD_CATALOGUE, dataCentres } }));
    expect(code).toBe(1);
    expect(stderr).toContain("error  region EU has no location EU6 for this account");
    expect(stderr).toContain("locations there: EU7, EU8, EU9");
  });

  it("tells of a network domain of the same name at the location, and at no other", async () => {
    const cloud = await start();
    const id = await deployDomain(cloud, "EU", "EU6", "SqlReplication");
    await deployDomain(cloud, "NA", "NA12", "SqlReplication");
    const { code, stderr } = await check(cloud);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `${place("SqlReplication")}  error  there is a network domain SqlReplication at EU6 already (NORMAL, ${id})`,
    );
    expect(stderr).toContain("NAME_NOT_UNIQUE");
    expect(stderr.match(/error/g)).toHaveLength(1);
  });

  it("names the VLANs that the other network domain has under the plan's names", async () => {
    const cloud = await start();
    await deployVlan(cloud, "EU", await deployDomain(cloud, "EU", "EU6", "SqlReplication"));
    expect((await check(cloud)).stderr).toContain("it has VLANs of the plan's names, too: databases");
  });

  it("takes what is in the plan's own state for what it has deployed itself", async () => {
    const cloud = await start();
    const domain = await deployDomain(cloud, "EU", "EU6", "SqlReplication");
    const vlan = await deployVlan(cloud, "EU", domain);
    writeState(stateWith({ ddcloud_networkdomain: domain, ddcloud_vlan: vlan }));
    expect(await check(cloud)).toMatchObject({ code: 0, stderr: "" });
  });

  it("tells of a VLAN in the plan's own network domain that the plan has not made", async () => {
    const cloud = await start();
    const domain = await deployDomain(cloud, "EU", "EU6", "SqlReplication");
    const vlan = await deployVlan(cloud, "EU", domain);
    writeState(stateWith({ ddcloud_networkdomain: domain }));
    const { code, stderr } = await check(cloud);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `${place("databases", "name: ")}  error  there is a VLAN databases in network domain SqlReplication already (NORMAL, ${vlan})`,
    );
  });

  it("says so when the state cannot be read", async () => {
    writeState("<<<<<<< mine");
    const { code, stderr } = await check(await start());
    expect(code).toBe(1);
    expect(stderr).toContain("check: state/terraform.fittings.tfstate cannot be read as Terraform's state");
  });

  it("only warns of a network domain where the state is kept elsewhere", async () => {
    const remote = PLAN.replace(
      "\ninformation:",
      "\nbackend: {type: http, address: 'https://example.com/state'}\n\ninformation:",
    );
    writeFileSync(join(project.folder, "remote.yaml"), remote);
    const cloud = await start();
    await deployDomain(cloud, "EU", "EU6", "SqlReplication");
    const { code, stdout, stderr } = await check(cloud, [], { FITTINGS: "remote.yaml" });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^remote\.yaml:\d+:\d+ {2}warning {2}there is a network domain SqlReplication at EU6 already/,
    );
    expect(stdout).toContain("nothing stands in the way, 1 warning");
  });

  it("tells of an image that is the customer's own", async () => {
    const images = STANDARD_CATALOGUE.images.filter(({ name }) => name !== IMAGE);
    const customerImages = STANDARD_CATALOGUE.images.filter(({ name }) => name === IMAGE);
    const { code, stderr } = await check(await start({ catalogue: { ...STANDARD_CATALOGUE, images, customerImages } }));
    expect(code).toBe(1);
    expect(stderr).toContain(`image "${IMAGE}" at EU6 is one of the customer's`);
  });

  it("tells of an endpoint that cannot be reached, and goes on with the other region", async () => {
    const cloud = await start();
    const closed = createServer().listen(0, "127.0.0.1");
    await new Promise((ready) => closed.once("listening", ready));
    const endpoint = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
    await new Promise((done) => closed.close(done));
    const { code, stdout, stderr } = await check(cloud, [], {
      TF_VAR_endpoints: JSON.stringify({ ...cloud.endpoints, NA: endpoint }),
      HTTPS_PROXY: "http://127.0.0.1:1",
    });
    expect(code).toBe(1);
    expect(stderr).toContain(`region NA cannot be reached at ${endpoint}: nothing listens there`);
    expect(stderr).toContain("comes from TF_VAR_endpoints");
    expect(stderr).toContain("HTTPS_PROXY is set");
    expect(stdout).toMatch(/EU6 .* ok\n/);
  });

  it("tells all problems at once, in the plan's order", async () => {
    const cloud = await start({ catalogue: catalogueWith({ dataCentres: ["EU7"] }) });
    await deployDomain(cloud, "NA", "NA9", "SqlReplication");
    const { stdout, stderr } = await check(cloud);
    const messages = stderr.split("\n").flatMap((line) => / {2}error {2}(.*)/.exec(line)?.[1] ?? []);
    expect(messages).toEqual([
      `there is no image "${IMAGE}" at EU6`,
      expect.stringContaining("network domain SqlReplication at NA9 already"),
      `there is no image "${IMAGE}" at NA9`,
    ]);
    expect(stdout).toContain("3 problems");
  });

  it("reads the plan that --plan names", async () => {
    writeFileSync(join(project.folder, "other.yaml"), PLAN.replace(IMAGE, "Ubuntu 24.04 64-bit 2 CPU"));
    const catalogue = catalogueWith({ name: "another" });
    const { code } = await check(await start({ catalogue }), ["--plan", "other.yaml"]);
    expect(code).toBe(0);
  });

  it("ends with 64 where the command line is not understood", async () => {
    const { code, stderr } = await project.run("check", ["--plans"]);
    expect(code).toBe(64);
    expect(stderr).toContain("npx plumbline check [--plan FILE]");
  });

  it("names the credentials that are missing", async () => {
    const { code, stderr } = await project.run("check", [], { MCP_PASSWORD: "" });
    expect(code).toBe(1);
    expect(stderr).toContain("MCP_PASSWORD is not set");
  });
});
