// @module-tag unit
// The plans of plumbery's documentation, and that of the use case: which of them load, and what stands against the others.
import { describe, expect, it } from "vitest";
import { PlanError } from "../../plan/findings/plan-error";
import { PUBLISHED, published, repaired } from "./published-plans";
import { load } from "./trial";

/** What is said against a plan, each thing once, with the place of the first. */
function against(text: string): string[] {
  try {
    load(text);
    return [];
  } catch (error) {
    if (!(error instanceof PlanError)) {
      throw error;
    }
    const said = new Map<string, string>();
    for (const { severity, at, message } of error.diagnostics) {
      const words = message.replaceAll(/"[^"]*"/g, '"..."');
      if (severity === "error" && !said.has(words)) {
        said.set(words, `${at.line}:${at.column} ${message}`);
      }
    }
    return [...said.values()];
  }
}

/** Plans that do not load as they are written, and why. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  "apache2-cluster": ["24:7 `listeners` is not supported in this version"],
  apache2: ["33:13 `cloud-config` is not supported in this version"],
  beachhead: ["28:13 `cloud-config` is not supported in this version"],
  confluence: ["5:3 `cloud-config` is not supported in this version"],
  disks: ["5:3 `cloud-config` is not supported in this version"],
  "docker-swarm": ["5:3 `cloud-config` is not supported in this version"],
  docker: ["57:5 `cloud-config` is not supported in this version"],
  elk: ["44:5 `cloud-config` is not supported in this version"],
  gigafox: [
    "45:13 `cloud-config` is not supported in this version",
    "128:7 `listeners` is not supported in this version",
    "191:13 `prepare` is not supported in this version",
  ],
  itop: ["5:3 `cloud-config` is not supported in this version"],
  kubernetes: ["56:5 `cloud-config` is not supported in this version"],
  lemp: ["33:13 `cloud-config` is not supported in this version"],
  minio: ["28:13 `cloud-config` is not supported in this version"],
  "mongo-cluster": ["27:13 `cloud-config` is not supported in this version"],
  "mqtt-pinger-swarm": [
    "51:5 `cloud-config` is not supported in this version",
    "144:13 AP4::SwarmNetwork in `accept` is left out: blueprint bees there is not among those that are deployed",
    "145:13 AP5::SwarmNetwork in `accept` is left out: blueprint bees there is not among those that are deployed",
    "148:13 EU8::SwarmNetwork in `accept` is left out: blueprint bees there is not among those that are deployed",
    "149:13 NA9::SwarmNetwork in `accept` is left out: blueprint bees there is not among those that are deployed",
  ],
  "mysql-master-slave": [
    "37:3 `cloud-config` is not supported in this version",
    "64:16 invisible character U+00A0 in a token",
    "279:44 unknown parameter `parameter.networkname`",
  ],
  nfs: ["34:13 `cloud-config` is not supported in this version"],
  nodejs: ["30:13 `cloud-config` is not supported in this version"],
  openvpn: ["33:13 `cloud-config` is not supported in this version"],
  owncloud: ["32:13 `cloud-config` is not supported in this version"],
  "redis-cluster": ["40:13 `cloud-config` is not supported in this version"],
  samba: ["32:13 `cloud-config` is not supported in this version"],
  "sql-master-slave": ["7:3 `cloud-config` is not supported in this version"],
  stackstorm: ["31:13 `cloud-config` is not supported in this version"],
  "ubuntu-desktop": ["34:13 `cloud-config` is not supported in this version"],
  wordpress: ["33:13 `cloud-config` is not supported in this version"],
};

describe("published plans", { tags: "needs/shared" }, () => {
  it("are 27", () => {
    expect(PUBLISHED).toHaveLength(27);
  });

  it.each(PUBLISHED)("%s loads, or is refused for what is known", (name) => {
    expect(against(published(name))).toEqual(REFUSED[name] ?? []);
  });

  it("the plan of the use case is refused for its two mistakes alone, and for what is to come", () => {
    expect(against(repaired(published("mysql-master-slave")))).toEqual([
      "37:3 `cloud-config` is not supported in this version",
    ]);
  });
});
