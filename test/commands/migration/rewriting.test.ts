// @module-tag unit
import { describe, expect, it } from "vitest";
import { rewrite } from "../../../commands/migration/rewriting";
import { PlanError } from "../../../plan/findings/plan-error";
import { loadPlan } from "../../../plan/load";
import type { Plan } from "../../../plan/plan";
import { PUBLISHED, published } from "../../plan/published-plans";

const loaded = (text: string): Plan => loadPlan("plan.yaml", text, { readFile: () => undefined });

/** The plan; undefined where it is refused. */
function load(text: string): Plan | undefined {
  try {
    return loaded(text);
  } catch (error) {
    if (error instanceof PlanError) {
      return undefined;
    }
    throw error;
  }
}

describe("translations written into a plan", () => {
  it("are refused where the plan would mean something else then", () => {
    const text = `\
locationId: EU6
blueprints:
  - web:
      domain: {name: Web}
      ethernet: {name: front, subnet: 10.1.0.0}
      nodes: [{web1: {cloud-config: {packages: [python]}}}]
`;
    const plan = load(text) as Plan;
    const [translation] = plan.translations;
    const at = translation?.edits[0]?.at ?? expect.fail("no edit");
    const wrong = {
      ...plan,
      translations: [{ message: "", edits: [{ kind: "replace" as const, at, value: "perl" }] }],
    };
    expect(() => rewrite(wrong, "plan.yaml", text, loaded)).toThrow(/would mean something else/);
    expect(rewrite(plan, "plan.yaml", text, loaded)?.text).toBe(text.replace("python", "python3"));
  });
});

describe("translations of an ordinary plan", () => {
  const withConfig = (...lines: readonly string[]) => `\
parameters: {what: {information: a package, type: str, default: php5}}
---
locationId: EU6
blueprints:
  - web:
      domain: {name: Web}
      ethernet: {name: front, subnet: 10.1.0.0}
      nodes:
        - web1:
            appliance: Ubuntu 22.04 64-bit 2 CPU
            cloud-config:
${lines.map((line) => `              ${line}\n`).join("")}`;
  const rewritten = (text: string) => rewrite(loaded(text), "plan.yaml", text, loaded);

  it("are added to the file of a list and behind the list, where both end at one line", () => {
    const lines = ["packages: [ntp, git]", "write_files:", "  - path: /home/ubuntu/a", "    content: b"];
    expect(rewritten(withConfig(...lines))?.text).toBe(
      withConfig(
        ...["packages: [git]", ...lines.slice(1), "    defer: true", "    owner: ubuntu:ubuntu"],
        ...["ntp:", "  enabled: true"],
      ),
    );
  });

  it("may leave nothing of a cloud-config", () => {
    expect(rewritten(withConfig("runcmd:", "  - pvcreate /dev/sdb"))?.text).toBe(withConfig());
  });

  it("are counted once where they are left to a person", () => {
    const { text, left } = rewritten(withConfig("packages: ['{{ parameter.what }}', php5]")) ?? expect.fail("nothing");
    expect(text).toBe(withConfig("packages: ['{{ parameter.what }}', php]"));
    expect(left).toBe(1);
  });

  it("are told about the plan's own text where they have no place in it", () => {
    const text = withConfig("a: 1", "? apt_proxy", ": http://proxy.example.com", "packages: [git]");
    expect(() => rewritten(text)).toThrow(/^plan\.yaml:13:17 .*would mean something else/);
  });
});

describe("the published plans", { tags: "needs/shared" }, () => {
  it.each(PUBLISHED)("%s says itself what was translated, and nothing is left to translate", (name) => {
    const text = published(name);
    const plan = load(text);
    const written = plan && rewrite(plan, "plan.yaml", text, loaded);
    expect(written?.left ?? 0).toBe(0);
    const after = load(written?.text ?? text);
    expect(after?.translations ?? []).toEqual([]);
    expect(after === undefined).toBe(plan === undefined);
    // comments stay, but for those on lines that go
    const comments = (of: string) => (of.match(/^\s*#.*$/gm) ?? []).length;
    expect(comments(written?.text ?? text)).toBe(comments(text));
  });
});
