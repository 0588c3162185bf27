// @module-tag unit
import { describe, expect, it } from "vitest";
import { DATA_CENTRES, endpointOf, isDataCentre, regionOf } from "../../platform/data-centres";

describe("data centres", () => {
  it("are fourteen, in the order of their names and numbers", () => {
    expect(DATA_CENTRES.join(" ")).toBe("AF3 AP3 AP4 AP5 AU9 AU10 AU11 CA2 EU6 EU7 EU8 EU9 NA9 NA12");
  });

  it("are known by their exact id", () => {
    expect(["EU6", "NA12"].every(isDataCentre)).toBe(true);
    expect(["eu6", "EU66", "", "toString", "constructor"].some(isDataCentre)).toBe(false);
  });

  it("belong to regions, each with an API of its own", () => {
    expect(DATA_CENTRES.map(regionOf).filter((region, index, all) => all.indexOf(region) === index)).toEqual([
      "MEA",
      "AP",
      "AU",
      "CANADA",
      "EU",
      "NA",
    ]);
    expect(endpointOf("EU")).toBe("https://api-eu.dimensiondata.com");
    expect(endpointOf("CANADA")).toMatch(/[^/]$/);
  });
});
