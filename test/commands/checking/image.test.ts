// @module-tag unit
import { describe, expect, it } from "vitest";
import { imageProblems, nearestNames } from "../../../commands/checking/image";
import type { Node } from "../../../plan/plan";
import { placeOf } from "../../../plan/yaml/places";

const NOWHERE = placeOf({ kind: "poison", at: { file: "plan.yaml", line: 3, column: 5 } });
const NODE: Node = {
  ...{
    id: "EU6::web",
    name: "web",
    hostName: "web",
    formerNames: [],
    description: "",
    image: "Ubuntu 22.04",
    cpu: { count: 2 },
  },
  ...{
    memoryGb: 4,
    internet: undefined,
    cards: [],
    protected: false,
    contextualised: true,
    adopted: false,
    information: [],
    prepare: [],
    at: NOWHERE,
  },
  disks: [
    { unit: 0, gigabytes: 10, speed: "STANDARD" },
    { unit: 1, gigabytes: 50, speed: "STANDARD" },
  ],
};

function image(disk: readonly { scsiId: number; sizeGb: number }[], family = "UNIX") {
  return { guest: { operatingSystem: { family } }, scsiController: [{ disk }] };
}

describe("an image", () => {
  it("may have smaller disks than the plan: they are expanded", () => {
    expect(imageProblems(NODE, image([{ scsiId: 0, sizeGb: 8 }]), "EU6")).toEqual([]);
  });

  it("must not have a larger disk than the plan", () => {
    const found = imageProblems(NODE, image([{ scsiId: 0, sizeGb: 11 }]), "EU6");
    expect(found.map(({ message }) => message)).toEqual([
      'disk 0 of web has 10 GB in the plan, 11 GB in the image "Ubuntu 22.04" at EU6',
    ]);
  });

  it("must not bring a disk that the plan does not list", () => {
    const found = imageProblems(NODE, image([...[0, 2].map((scsiId) => ({ scsiId, sizeGb: 10 }))]), "EU6");
    expect(found.map(({ message }) => message)).toEqual([
      'image "Ubuntu 22.04" at EU6 brings a disk 2 of 10 GB that web does not list',
    ]);
  });

  it("must not be for Windows, unless no step runs there", () => {
    expect(imageProblems({ ...NODE, contextualised: false }, image([], "WINDOWS"), "EU6")).toEqual([]);
    expect(imageProblems(NODE, image([], "WINDOWS"), "EU6")).toMatchObject([
      { severity: "error", message: 'image "Ubuntu 22.04" at EU6 is for WINDOWS', at: NODE.at },
    ]);
  });

  it("is read as older versions of the API show it, too", () => {
    const older = { operatingSystem: { family: "UNIX" }, disk: [{ scsiId: 0, sizeGb: 20 }] };
    expect(imageProblems(NODE, older, "EU6")).toHaveLength(1);
  });
});

describe("the nearest names", () => {
  it("begin with the nearest spelling and stay with the system", () => {
    expect(nearestNames("Ubuntu 2204", ["CentOS 7", "Ubuntu 14", "Ubuntu 18 LTS", "Ubuntu 22.04"])).toEqual([
      "nearest there: Ubuntu 22.04, Ubuntu 14, Ubuntu 18 LTS",
    ]);
  });

  it("are those of all images where no system is the same", () => {
    expect(nearestNames("Ubuntu 24.04 64-bit", ["RedHat 6", "CentOS 7"])).toEqual(["images there: CentOS 7, RedHat 6"]);
  });

  it("are few", () => {
    const names = Array.from({ length: 12 }, (_, index) => `Ubuntu image number ${index}`);
    expect(nearestNames("Ubuntu", names)[0]).toMatch(/number 7 and 4 more$/);
  });

  it("say that there are none", () => {
    expect(nearestNames("Ubuntu", [])).toEqual(["there are no images at all"]);
  });
});
