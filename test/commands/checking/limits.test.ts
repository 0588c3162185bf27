// @module-tag unit
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkLimits } from "../../../commands/checking/limits";
import { CloudControl } from "../../../commands/cloudcontrol/cloudcontrol";
import type { Resource } from "../../../commands/cloudcontrol/resource";
import { Cloud, LAB_ACCOUNT } from "../../../lab/cloud/cloud";
import { loadPlan } from "../../../plan/load";
import type { Location } from "../../../plan/plan";
import { ROOT } from "../project";

const FITTINGS = readFileSync(join(ROOT, "fittings.yaml"), "utf8");

function locationOf(text: string): Location {
  return loadPlan("plan.yaml", text, { readFile: () => "select 1;" }).locations[0] as Location;
}

describe("the limits of a data centre", () => {
  const cloud = new Cloud();
  const location = locationOf(FITTINGS);
  let dataCentre: Resource;
  beforeAll(async () => {
    const endpoint = (await cloud.listen()).EU as string;
    const api = new CloudControl({ region: "EU", endpoint, ...LAB_ACCOUNT });
    const [found] = await api.list("infrastructure/datacenter", "2.4", { id: "EU6" });
    dataCentre = found as Resource;
  });
  afterAll(() => cloud.stop());

  function limited(name: string, value: number): Resource {
    const properties: Resource[] = dataCentre.hypervisor.property;
    expect(properties.map((property) => property.name)).toContain(name);
    const property = properties.map((one) => (one.name === name ? { name, value: String(value) } : one));
    return { ...dataCentre, hypervisor: { ...dataCentre.hypervisor, property } };
  }

  function messages(changed: Resource): string[] {
    return checkLimits(location, changed).map(({ message }) => message);
  }

  it("hold the plan that comes along", () => {
    expect(checkLimits(location, dataCentre)).toEqual([]);
  });

  it.each([
    ["MAX_CPU_COUNT", 7, "sql1 has 8 CPUs, and EU6 offers 7 at most"],
    ["MAX_MEMORY_MB", 16384, "sql1 has 32 GB of memory, and EU6 offers 16 GB at most"],
    ["MIN_MEMORY_MB", 65536, "sql1 has 32 GB of memory, and EU6 offers 64 GB at least"],
    ["MAX_DISK_SIZE_GB", 49, "disk 1 of sql1 has 50 GB, and EU6 offers 49 GB at most"],
    ["MIN_DISK_SIZE_GB", 11, "disk 0 of sql1 has 10 GB, and EU6 offers 11 GB at least"],
  ])("are told when %s is %i", (name, value, message) => {
    expect(messages(limited(name, value))).toEqual([message]);
  });

  it.each([
    ["MAX_CPU_COUNT", 8],
    ["MAX_MEMORY_MB", 32768],
    ["MAX_DISK_SIZE_GB", 50],
    ["MIN_DISK_SIZE_GB", 10],
  ])("may be reached: %s %i", (name, value) => {
    expect(messages(limited(name, value))).toEqual([]);
  });

  it("are told at the node's place in the plan", () => {
    const [diagnostic] = checkLimits(location, limited("MAX_CPU_COUNT", 1));
    const { line = 0 } = diagnostic?.at ?? {};
    expect(FITTINGS.split("\n")[line - 1]).toContain("sql1");
  });

  it("name the speeds of disks that there are", () => {
    const diskSpeed = (dataCentre.hypervisor.diskSpeed as Resource[]).map((speed) =>
      speed.id === "STANDARD" ? { ...speed, available: false } : speed,
    );
    const found = messages({ ...dataCentre, hypervisor: { ...dataCentre.hypervisor, diskSpeed } });
    expect(found[0]).toMatch(/^disk 0 of sql1 is of speed STANDARD, and EU6 offers ECONOMY, HIGHPERFORMANCE/);
    expect(found).toHaveLength(2);
  });

  it("that a data centre does not report stand in nobody's way", () => {
    expect(checkLimits(location, { id: "EU6" })).toEqual([]);
  });

  it("warn of maintenance", () => {
    const networking = { ...dataCentre.networking, maintenanceStatus: "PENDING_MAINT" };
    expect(checkLimits(location, { ...dataCentre, networking })).toMatchObject([
      { severity: "warning", message: "networking at EU6 is in the state PENDING_MAINT" },
    ]);
  });

  it("count public addresses in blocks of two", () => {
    const three = (ipv4: string) =>
      locationOf(`operators: [192.0.2.0/24]
defaults:
  web: {appliance: Ubuntu 22.04 64-bit 2 CPU, cpu: 2, memory: 4, glue: [internet 22]}
---
locationId: EU6
blueprints:
  - web:
      domain: {name: Web, ipv4: ${ipv4}}
      ethernet: {name: front, subnet: 10.1.0.0}
      nodes:
        - one: {default: web}
        - two: {default: web}
        - three: {default: web}
`);
    expect(checkLimits(three("3"), dataCentre)).toMatchObject([
      {
        severity: "error",
        at: { line: 8 },
        message: expect.stringContaining("take 4 of them; `ipv4` of Web allows 3"),
      },
    ]);
    expect(checkLimits(three("4"), dataCentre)).toEqual([]);
    expect(checkLimits(three("auto"), dataCentre)).toEqual([]);
  });
});
