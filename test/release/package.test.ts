// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/go
// The package as others get it: packed and installed by npm, compiled against in both kinds of modules, run.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { providerMirror } from "../../lab/providers/mirror";

const ROOT = resolve(__dirname, "../..");
const packed = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const run = promisify(execFile);

/** The program in the documentation. */
const PROGRAM = /```ts\n(.*?)```/s.exec(readFileSync(join(ROOT, "docs/library.md"), "utf8"))?.[1] ?? "";

const STRICT = {
  ...{ target: "es2022", strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ module: "node16", moduleResolution: "node16", types: ["node"], outDir: "out" },
};

describe("the package", () => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-package-"));
  let files: string[] = [];

  /** What is in the way of a program; it says what it prints. */
  const node = (...words: string[]) => run(process.execPath, words, { cwd: folder, encoding: "utf8" });

  beforeAll(async () => {
    await run(process.execPath, [join(ROOT, "release/build.mjs")], { cwd: ROOT });
    // without its scripts, one of which makes the bindings anew that other tests read meanwhile
    const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
    const { stdout } = await run("npm", pack, { cwd: ROOT });
    const [tarball] = JSON.parse(stdout);
    files = tarball.files.map(({ path }: { path: string }) => path);
    // what it depends on comes from here, as copies: no registry is asked
    const { devDependencies, dependencies, peerDependencies } = packed;
    expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(Object.keys(peerDependencies)));
    const names = [...Object.keys(dependencies), ...Object.keys(peerDependencies), "@types/node"];
    const local = Object.fromEntries(names.map((name) => [name, `file:${join(ROOT, "node_modules", name)}`]));
    const others = { "undici-types": `file:${join(ROOT, "node_modules/undici-types")}` };
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ private: true, dependencies: { ...local, ...others, plumbline: `file:${tarball.filename}` } }),
    );
    await run("npm", ["install", "--offline", "--install-links", "--ignore-scripts"], { cwd: folder });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it("holds what programs need, and neither tests nor the lab", () => {
    expect(files).toEqual(expect.arrayContaining(["LICENSE", "README.md", "docs/library.md", "package.json"]));
    expect(new Set(files.filter((path) => path.includes("/")).map((path) => path.split("/")[0]))).toEqual(
      new Set(["dist", "docs", "schemas"]),
    );
    expect(new Set(files.flatMap((path) => (path.startsWith("dist/") ? path.split("/")[1] : [])))).toEqual(
      new Set([
        "commands",
        "constructs",
        "main.d.ts",
        "main.js",
        "plan",
        "platform",
        "providers",
        "stacks",
        "templates",
      ]),
    );
    expect(packed.scripts.prepack).toBe(packed.scripts.build);
  });

  it.each([
    ["CommonJS", "commonjs"],
    ["ES modules", "module"],
  ])("serves a strict program in %s, whose output Terraform finds valid", async (_, type) => {
    const program = join(folder, type);
    mkdirSync(join(program), { recursive: true });
    writeFileSync(join(program, "package.json"), JSON.stringify({ type }));
    writeFileSync(join(program, "tsconfig.json"), JSON.stringify({ compilerOptions: STRICT, files: ["main.ts"] }));
    writeFileSync(join(program, "main.ts"), PROGRAM);
    await node(join(ROOT, "node_modules/typescript/bin/tsc"), "-p", program);
    await run(process.execPath, [join(program, "out/main.js")], { cwd: program });
    const stack = join(program, "cdktf.out/stacks/databases");
    expect(readdirSync(join(stack, "nodes/EU6/sql1")).sort()).toEqual(["boot", "configure", "ready", "source"]);
    const { cliConfig } = await providerMirror({ root: ROOT });
    const terraform = (...words: string[]) =>
      run("terraform", words, { cwd: stack, env: { ...process.env, TF_CLI_CONFIG_FILE: cliConfig } });
    await terraform("init", "-backend=false", "-input=false", "-no-color");
    const { stdout } = await terraform("validate", "-json");
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, error_count: 0 });
  });

  it("gives programs its entries, and nothing behind them", async () => {
    const found = Object.keys(packed.exports).map((entry) => entry.replace(/^\./, "plumbline"));
    for (const entry of found) {
      const { stdout } = await node("-p", `Object.keys(require(${JSON.stringify(entry)})).length`);
      expect(Number(stdout)).toBeGreaterThan(0);
    }
    for (const behind of ["plumbline/package.json", "plumbline/dist/constructs/node/node.js"]) {
      await expect(node("-e", `require(${JSON.stringify(behind)})`)).rejects.toThrow("ERR_PACKAGE_PATH_NOT_EXPORTED");
    }
  });

  it("brings the commands, which synthesize a plan where it lies and write nothing beside themselves", async () => {
    const plumbline = join(folder, "node_modules/.bin/plumbline");
    const own = () => readdirSync(join(folder, "node_modules/plumbline"), { recursive: true }).sort();
    const before = own();
    const plan = readFileSync(join(ROOT, "fittings.yaml"), "utf8");
    writeFileSync(join(folder, "my.yaml"), plan);
    writeFileSync(join(folder, "persons.sql"), readFileSync(join(ROOT, "persons.sql")));
    await run(plumbline, ["synth", "--plan", "my.yaml", "--parameters", "operators=192.0.2.0/24"], { cwd: folder });
    const expected = join(ROOT, "examples/mysql/expected/fittings");
    const script = "scripts/configure.sh";
    expect(readFileSync(join(folder, "cdktf.out/stacks/my", script), "utf8")).toBe(
      readFileSync(join(expected, script), "utf8"),
    );
    expect(existsSync(join(folder, "cdktf.out/stacks/my/nodes/EU6/sql1/configure/mysql.cnf.tftpl"))).toBe(true);
    await expect(run(plumbline, ["rehearse"], { cwd: folder })).rejects.toMatchObject({ code: 64 });
    expect(own()).toEqual(before);
  });
});
