// @module-tag unit
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Catalogue, type CatalogueData, readCatalogue, STANDARD_CATALOGUE } from "../../../lab/cloud/catalogue";
import { DATA_CENTRES, regionOf } from "../../../platform/data-centres";
import { IMAGES } from "../../../platform/images";
import { startLab } from "./client";

describe("the catalogue", () => {
  const catalogue = new Catalogue(STANDARD_CATALOGUE, "seed");

  it("has the platform's data centres, each in its region", () => {
    const known = Object.fromEntries(catalogue.dataCentres.map(({ id, region }) => [id, region]));
    expect(known).toEqual(Object.fromEntries(DATA_CENTRES.map((id) => [id, regionOf(id)])));
  });

  it("has the known images in every data centre, in library order, with disk 0 of the known size, and others", () => {
    for (const id of DATA_CENTRES) {
      const images = catalogue.imagesOf(regionOf(id), "osImage").filter(({ datacenterId }) => datacenterId === id);
      const known = images.filter(({ name }) => IMAGES.some((image) => image.name === name));
      expect(known.map(({ name, disks }) => ({ name, diskGb: disks[0]?.sizeGb }))).toEqual(IMAGES);
      expect(images.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["CentOS 5 64-bit 2 CPU", "CentOS 6 64-bit 2 CPU", "Win2008 R2 Std 2 CPU"]),
      );
    }
  });

  it("gives every image of every data centre an id of its own", () => {
    const images = catalogue.regions.flatMap(({ name }) => [
      ...catalogue.imagesOf(name, "osImage"),
      ...catalogue.imagesOf(name, "customerImage"),
    ]);
    const ids = images.flatMap(({ id, controllerId, diskIds }) => [id, controllerId, ...diskIds]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("means nothing outside this machine: loopback and documentation addresses, different in each region", () => {
    for (const { publicIpv4, ipv6 } of catalogue.regions) {
      expect(publicIpv4).toMatch(/^127\.\d+\.0\.0\/16$/);
      expect(ipv6).toMatch(/^2001:db8:\d+$/);
    }
    expect(new Set(catalogue.regions.flatMap(({ publicIpv4, ipv6 }) => [publicIpv4, ipv6])).size).toBe(12);
  });

  it("can be another one, with regions, locations and images of its own", async () => {
    const data: CatalogueData = {
      regions: { HOME: { publicIpv4: "127.99.0.0/16", ipv6: "2001:db8:99" } },
      dataCentres: [{ id: "HM1", region: "HOME", displayName: "Home", city: "Here", country: "XX" }],
      images: [{ ...(STANDARD_CATALOGUE.images[0] as CatalogueData["images"][0]), name: "Mine" }],
      customerImages: [],
    };
    const lab = await startLab({ catalogue: data });
    expect(Object.keys(lab.cloud.endpoints)).toEqual(["HOME"]);
    const { datacenter } = (await lab.client("HOME").get("infrastructure/datacenter")).content;
    expect(datacenter.map(({ id }: { id: string }) => id)).toEqual(["HM1"]);
    const { osImage } = (await lab.client("HOME").get("image/osImage")).content;
    expect(osImage.map(({ name }: { name: string }) => name)).toEqual(["Mine"]);
    await lab.stop();
  });

  it("of the user's own is checked, with every problem named", () => {
    const folder = mkdtempSync(join(tmpdir(), "lab-catalogue-"));
    const file = join(folder, "catalogue.json");
    writeFileSync(
      file,
      JSON.stringify({
        regions: { X: { publicIpv4: "127.1.0.0/24", ipv6: "2001" } },
        dataCentres: [],
        images: [{ name: "" }],
      }),
    );
    expect(() => readCatalogue(file)).toThrow(
      /is no catalogue: .*regions\.X\.publicIpv4: a range such as.*regions\.X\.ipv6.*images\.0\.name.*customerImages/s,
    );
    writeFileSync(file, JSON.stringify(STANDARD_CATALOGUE));
    expect(readCatalogue(file).dataCentres.length).toBe(14);
    rmSync(folder, { recursive: true });
  });
});
