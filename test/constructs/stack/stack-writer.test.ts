// @module-tag unit
// What is written must be what cdktf would write, to the byte.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  App,
  Fn,
  type IStackSynthesizer,
  Lazy,
  TerraformLocal,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  Token,
} from "cdktf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { StackWriter } from "../../../constructs/stack/stack-writer";
import { terraformJson } from "../../../constructs/stack/terraform-json";
import { loadPlan } from "../../../plan/load";
import { FittingsStack } from "../../../stacks/fittings-stack";
import { DEFAULT_PLAN } from "../../stacks/synthesized-plan";

/** Leaves out what cdktf notes at each element, which nobody wants in a review. */
function withoutMetadata(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutMetadata);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const entries = Object.entries(value).filter(([key]) => key !== "//");
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutMetadata(item)]));
}

/** The text of cdk.tf.json as cdktf writes it by itself. */
function byCdktf(build: (app: App) => TerraformStack): string {
  return written((app) => {
    const stack = build(app);
    // the one that it would have, were it no stack of ours
    const { byCdktf: synthesizer } = stack.synthesizer as unknown as { byCdktf: IStackSynthesizer };
    stack.synthesizer = synthesizer;
    stack.toTerraform = () => {
      const { "//": forCli, ...terraform } = TerraformStack.prototype.toTerraform.call(stack);
      return { "//": forCli, ...(withoutMetadata(terraform) as object) };
    };
    return stack;
  });
}

function written(build: (app: App) => TerraformStack): string {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-"));
  try {
    const app = new App({ stackTraces: false, outdir: join(folder, "cdktf.out") });
    const stack = build(app);
    stack.prepareStack();
    const session = { outdir: app.outdir, manifest: app.manifest };
    stack.synthesizer.synthesize(session);
    return readFileSync(join(app.outdir, "stacks", stack.node.id, "cdk.tf.json"), "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A stack of ours with one local of a value. */
const stackOf = (value: (stack: PlumblineStack) => unknown) => (app: App) => {
  const stack = new PlumblineStack(app, "test");
  new TerraformLocal(stack, "value", value(stack));
  return stack;
};

describe("what is written of a stack", () => {
  it("is what cdktf writes, for the default plan", () => {
    const plan = () => loadPlan("fittings.yaml", DEFAULT_PLAN, { readFile: (path) => readFileSync(path, "utf8") });
    const build = (app: App) => new FittingsStack(app, plan());
    expect(written(build)).toBe(byCdktf(build));
  });

  it.each<[what: string, value: (stack: PlumblineStack) => unknown]>([
    ["a text that is a token", ({ deployment: { identity } }) => identity.deployer.publicKey],
    [
      "a text with tokens in it",
      ({
        deployment: {
          identity: { deployer },
        },
      }) => `a ${deployer.publicKey} b ${deployer.privateKey} \${c}`,
    ],
    ["a number that is a token", ({ deployment: { sshPort } }) => sshPort.numberValue],
    ["a number in a text", ({ deployment: { sshPort } }) => `port ${sshPort.numberValue}`],
    ["numbers", () => [0, -1, 0.5, -123.25, 1e300, -0]],
    ["a list that is a token", (stack) => new TerraformVariable(stack, "l", { type: "list(string)" }).listValue],
    ["a list of numbers that is a token", () => Token.asNumberList(Fn.tolist([1, 2]))],
    ["a map that is a token", () => Token.asStringMap(Fn.tomap({ a: "b" }))],
    ["keys that are tokens", ({ deployment: { identity } }) => ({ [identity.deployer.publicKey]: { inner: 1 } })],
    [
      "what is produced late",
      ({ deployment: { identity } }) => Lazy.anyValue({ produce: () => [{ key: identity.deployer.publicKey }] }),
    ],
    [
      "a list with tokens in it",
      ({ deployment: { identity } }) => ["a", identity.deployer.publicKey, ["b", { c: null }]],
    ],
    ["what is not there", () => ({ a: undefined, b: [undefined, 1], c: null })],
    ["what is empty", () => ({ a: {}, b: [], c: "", d: [{}, []] })],
    ["numbers in a text that stand for nothing", () => ["-1.5e+300", "-8e-3", "a-1e5", "3e4"]],
    ["keys in their order", () => ({ b: 1, a: 2, "10": 3, "9": 4, é: 5, A: 6 })],
    ["texts that need an escape", () => ['"', "\\", "\n\r\t", "\u2028", "\ud800", "é", "\u0000"]],
  ])("is what cdktf writes, for %s", (_, value) => {
    expect(written(stackOf(value))).toBe(byCdktf(stackOf(value)));
  });

  it("is what cdktf writes, whatever the data", () => {
    const names = fc.string().filter((name) => name !== "//" && name !== "__proto__");
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        fc.string(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("tree")),
        fc.dictionary(names, tie("tree"), { noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(written(stackOf(() => value))).toBe(byCdktf(stackOf(() => value)));
      }),
      { numRuns: 30 },
    );
  });

  it("is what cdktf writes, with overrides and outputs in constructs", () => {
    const build = (app: App) => {
      const stack = new PlumblineStack(app, "test");
      const output = new TerraformOutput(new TerraformLocal(stack, "outer", 1), "inner", { value: "x" });
      output.addOverride("description", "other");
      stack.addOverride("terraform.required_version", `>= ${stack.deployment.sshPort.stringValue}`);
      stack.addOverride("locals.outer", { a: [1] });
      return stack;
    };
    expect(written(build)).toBe(byCdktf(build));
  });

  it("is an error where cdktf has one, in the same words", () => {
    const circle = () => Lazy.anyValue({ produce: (): unknown => ({ again: circle() }) });
    for (const value of [circle, () => () => 1, (stack: PlumblineStack) => ({ a: stack })]) {
      const failure = (make: typeof written) => {
        try {
          return make(stackOf(value));
        } catch (error) {
          // without the calls that made a token
          return (error as Error).message.replaceAll(/\nObject creation stack:(\n {2}at .*)*/g, "");
        }
      };
      expect(failure(written)).toBe(failure(byCdktf));
    }
  });

  it("leaves the stack as it was", () => {
    const app = new App({ stackTraces: false, outdir: mkdtempSync(join(tmpdir(), "plumbline-")) });
    const stack = new PlumblineStack(app, "test");
    expect(stack.synthesizer).toBeInstanceOf(StackWriter);
    // a stack is whole only now
    stack.prepareStack();
    const before = stack.toTerraform();
    app.synth();
    expect(stack.toTerraform()).toEqual(before);
    expect(terraformJson(stack)).toEqual(before);
    rmSync(app.outdir, { recursive: true });
  });
});
