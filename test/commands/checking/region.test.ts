// @module-tag unit
import { afterEach, describe, expect, it } from "vitest";
import { checkRegion } from "../../../commands/checking/region";
import { CloudControl } from "../../../commands/cloudcontrol/cloudcontrol";
import { STANDARD_CATALOGUE } from "../../../lab/cloud/catalogue";
import { Cloud, type CloudOptions, LAB_ACCOUNT } from "../../../lab/cloud/cloud";
import { loadPlan } from "../../../plan/load";

/** Two locations of one region; the nodes of the first take two images by turns. */
const PLAN = `operators: [192.0.2.0/24]
defaults:
  domain: {name: Web}
  older: {appliance: Ubuntu 22.04 64-bit 2 CPU, cpu: 2, memory: 4}
  newer: {appliance: Ubuntu 24.04 64-bit 2 CPU, cpu: 2, memory: 4}
---
locationId: EU6
blueprints:
  - web:
      ethernet: {name: front, subnet: 10.1.0.0}
      nodes:
        - one: {default: older}
        - two: {default: newer}
        - three: {default: older}
---
locationId: EU8
blueprints:
  - web:
      ethernet: {name: front, subnet: 10.2.0.0}
      nodes:
        - four: {default: older}
`;

describe("the locations of a region", () => {
  const clouds: Cloud[] = [];
  afterEach(async () => {
    await Promise.all(clouds.splice(0).map((cloud) => cloud.stop()));
  });

  async function check(password: string, options?: CloudOptions) {
    const cloud = new Cloud(options);
    clouds.push(cloud);
    const endpoint = (await cloud.listen()).EU as string;
    const { locations } = loadPlan("plan.yaml", PLAN, { readFile: () => undefined });
    const api = new CloudControl({ region: "EU", endpoint, user: LAB_ACCOUNT.user, password });
    return checkRegion(locations, api, new Set());
  }

  it("are checked side by side", async () => {
    expect(await check(LAB_ACCOUNT.password)).toMatchObject([
      { location: { id: "EU6" }, displayName: "Germany - Frankfurt", diagnostics: [] },
      { location: { id: "EU8" }, displayName: "UK - London", diagnostics: [] },
    ]);
  });

  it("tell once what is wrong with the region itself", async () => {
    const found = await check("wrong");
    expect(found.map(({ diagnostics }) => diagnostics.length)).toEqual([1, 0]);
    expect(found.map(({ displayName }) => displayName)).toEqual([undefined, undefined]);
  });

  it("tell their problems in the order of the plan's lines", async () => {
    const disks = [{ scsiId: 0, sizeGb: 40, speed: "STANDARD" as const }];
    const images = STANDARD_CATALOGUE.images.map((image) => ({ ...image, disks }));
    const found = await check(LAB_ACCOUNT.password, { catalogue: { ...STANDARD_CATALOGUE, images } });
    expect(found.map(({ diagnostics }) => diagnostics.map(({ at }) => at.line))).toEqual([[12, 13, 14], [21]]);
  });
});
