// @module-tag unit
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlanError } from "../../plan/findings/plan-error";
import { loadPlan } from "../../plan/load";
import { mutatedPlan } from "./mutated-plan";

const ROOT = resolve(__dirname, "../..");

/** A plan that says most of what plans say of nodes. */
const RICH = `\
information: ["all of {{ EU6::web-01.public }}", "{{ db.secret }}"]
parameters: {size: {information: gigabytes, type: ["1..256"], default: 4}}
defaults:
  domain: {name: Rich, ipv4: auto}
  cloud-config: &config
    ssh_keys: {rsa_private: "{{ rsa_private.key }}", rsa_public: "{{ key.rsa_public }}"}
    users:
      - default
      - {name: ubuntu, ssh-authorized-keys: ["{{ local.rsa_public }}"]}
    packages: [ntp, php5, [curl, "1.0"]]
  small: {appliance: Ubuntu 22.04 64-bit 2 CPU, cpu: 2, memory: "{{ parameter.size }}"}
---
locationId: EU6
blueprints:
  - web:
      ethernet: {name: web, subnet: 10.1.0.0}
      nodes:
        - web-0[1..3]:
            default: small
            glue: [internet 22 80]
            information: "{{ node.name }} at {{ location.id }}: {{ node.private_host }}"
            prepare: ["run setup.sh {{ node.ipv6 }}", echo done]
            cloud-config:
              hostname: "{{ node.name }}"
              bootcmd: ["echo {{ '{{ kept }}' }}"]
              write_files:
                - path: /home/ubuntu/.my.cnf
                  permissions: 0400
                  content: |
                    [client]
                    password={{ db.secret }}
                    # {{ db.sha256.secret }} {{ db.uuid }}
              runcmd:
                - restart web
                - [sh, -c, "echo {{ web-02.private }}"]
              power_state: {mode: reboot, delay: "+1", timeout: 1.0}
`;

const FILES = new Map([
  ["setup.sh", "#!/bin/sh\necho {{ node.name }}\n"],
  ["persons.sql", readFileSync(join(ROOT, "persons.sql"), "utf8")],
]);

/** Whether a text loads; where it does not, each mistake has its place in the text. */
function loads(text: string): boolean {
  try {
    loadPlan("plan.yaml", text, { readFile: (path) => FILES.get(path) });
    return true;
  } catch (error) {
    // anything else is a mistake of ours
    if (!(error instanceof PlanError)) {
      throw error;
    }
    const errors = error.diagnostics.filter(({ severity }) => severity === "error");
    expect(errors.length).toBeGreaterThan(0);
    const lines = text.split("\n").length;
    for (const { at, message } of error.diagnostics) {
      expect(["plan.yaml", ...FILES.keys()]).toContain(at.file);
      expect(Math.min(at.line, at.column), message).toBeGreaterThan(0);
      expect(at.line, message).toBeLessThanOrEqual(lines + 1);
    }
    return false;
  }
}

const plans = mutatedPlan(RICH, readFileSync(join(ROOT, "fittings.yaml"), "utf8"));
const SEED = Number(process.env.SEED ?? 20261128);

function tryMutated(numRuns: number): void {
  let accepted = 0;
  fc.assert(
    fc.property(plans, (text) => {
      accepted += Number(loads(text));
    }),
    { seed: SEED, numRuns },
  );
  // else it would prove little: all were refused for one reason, or none was
  expect(accepted).toBeGreaterThan(numRuns / 50);
  expect(accepted).toBeLessThan(numRuns * 0.9);
}

describe("a text that was a plan", () => {
  it("was one", () => {
    expect(loads(RICH)).toBe(true);
  });

  it("ends in a plan, or in mistakes with their places", () => tryMutated(1000));

  it("ends so a hundred thousand times", { tags: "needs/nightly", timeout: 3_600_000 }, () => tryMutated(100_000));
});
