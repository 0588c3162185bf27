// @module-tag tools
// What Terraform itself makes of texts, in every place where a text can stand, in both forms.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Resource } from "@cdktf/provider-null/lib/resource";
import { Shuffle } from "@cdktf/provider-random/lib/shuffle";
import { App, TerraformLocal, TerraformOutput } from "cdktf";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { joined, literal } from "../../../constructs/words/literal";
import { providerMirror } from "../../../lab/providers/mirror";
import { awkwardTexts } from "../texts";

const TEXTS = awkwardTexts(100, Number(process.env.SEED ?? 20261128));

type Form = "json" | "hcl";

describe("a text in Terraform", () => {
  let folder: string;
  let stack: string;
  let environment: NodeJS.ProcessEnv;

  const terraform = (...words: string[]) =>
    execFileSync("terraform", words, {
      cwd: stack,
      env: environment,
      encoding: "utf8",
      stdio: "pipe",
      maxBuffer: 1 << 28,
    });

  /** Writes all texts at all places. */
  function synthesize(form: Form): void {
    // cdktf asks the environment again when it makes a stack
    vi.stubEnv("SYNTH_HCL_OUTPUT", `${form === "hcl"}`);
    const app = new App({ stackTraces: false, outdir: join(folder, "cdktf.out") });
    const made = new PlumblineStack(app, "texts");
    made.outputs.addInformation(...TEXTS.map(literal));
    const byIndex = (text: string, index: number) => [`t${index}`, literal(text)] as const;
    const kept = new Resource(made, "kept", { triggers: Object.fromEntries(TEXTS.map(byIndex)) });
    kept.provisioners = TEXTS.map((text, index) => ({
      type: "local-exec",
      command: `printf %s "$TEXT" > ${folder}/environment/${index}`,
      environment: { TEXT: literal(text) },
    }));
    new Shuffle(made, "shuffle", { input: TEXTS.map(literal) });
    new TerraformOutput(made, "nested", { value: { deep: [{ texts: Object.fromEntries(TEXTS.map(byIndex)) }] } });
    const locals = TEXTS.map((text, index) => new TerraformLocal(made, `local${index}`, literal(text)));
    new TerraformOutput(made, "locals", { value: locals.map((local) => local.asString) });
    const mixed = TEXTS.map((text) => joined([text, { expression: kept.id }, text, { expression: kept.id }, text]));
    new TerraformOutput(made, "mixed", { value: mixed });
    new TerraformOutput(made, "id", { value: kept.id });
    app.synth();
    vi.unstubAllEnvs();
    terraform("init", "-input=false");
  }

  beforeAll(async () => {
    const { cliConfig } = await providerMirror({ root: resolve(__dirname, "../../..") });
    folder = mkdtempSync(join(tmpdir(), "plumbline-texts-"));
    mkdirSync(join(folder, "environment"));
    stack = join(folder, "cdktf.out", "stacks", "texts");
    environment = { ...process.env, TF_CLI_CONFIG_FILE: cliConfig, CHECKPOINT_DISABLE: "1" };
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Place by place what Terraform read, as far as it differs from the texts. */
  function misread(): Record<string, [wanted: string, read: unknown][]> {
    const outputs = JSON.parse(terraform("output", "-json"));
    const { values } = JSON.parse(terraform("show", "-json"));
    const resource = (address: string) =>
      values.root_module.resources.find((one: { address: string }) => one.address === address).values;
    const inOrder = (map: Record<string, unknown>) => TEXTS.map((_, index) => map[`t${index}`]);
    const id = outputs.id.value;
    const read: Record<string, unknown[]> = {
      information: outputs.information.value,
      nested: inOrder(outputs.nested.value.deep[0].texts),
      locals: outputs.locals.value,
      triggers: inOrder(resource("null_resource.kept").triggers),
      list: resource("random_shuffle.shuffle").input,
      environment: TEXTS.map((_, index) => readFileSync(join(folder, "environment", `${index}`), "utf8")),
    };
    const compare = (wanted: readonly string[], found: unknown[]) =>
      wanted.flatMap((text, index): [string, unknown][] => (found[index] === text ? [] : [[text, found[index]]]));
    return {
      ...Object.fromEntries(Object.entries(read).map(([place, found]) => [place, compare(TEXTS, found)])),
      mixed: compare(
        TEXTS.map((text) => [text, text, text].join(id)),
        outputs.mixed.value,
      ),
    };
  }

  const NOTHING = { information: [], nested: [], locals: [], triggers: [], list: [], environment: [], mixed: [] };

  it("arrives as it is through JSON", () => {
    synthesize("json");
    terraform("apply", "-input=false", "-auto-approve");
    expect(misread()).toEqual(NOTHING);
  });

  it("changes nothing when what was deployed from JSON is written in HCL", () => {
    synthesize("hcl");
    // 0: no change; 2 would be one
    expect(() => terraform("plan", "-input=false", "-detailed-exitcode")).not.toThrow();
  });

  it("arrives as it is through HCL", () => {
    terraform(
      "apply",
      "-input=false",
      "-auto-approve",
      "-replace=null_resource.kept",
      "-replace=random_shuffle.shuffle",
    );
    expect(misread()).toEqual(NOTHING);
  });
});
