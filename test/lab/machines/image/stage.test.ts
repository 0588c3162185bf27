// @module-tag tools
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Cancellation } from "../../../../lab/host/cancellation";
import { type Failure, Interrupted } from "../../../../lab/host/failure";
import { fingerprint, type StageContext, stage, textsOf } from "../../../../lab/machines/image/stage";

const SCRIPTS = resolve(__dirname, "../../../../lab/machines/image");

let folder: string;
let printed: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stage-"));
  printed = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function context(cancellation?: Cancellation): StageContext {
  return { cache: join(folder, "cache"), scripts: SCRIPTS, print: (line) => printed.push(line), cancellation };
}

/** A stage whose script has this text; it is told the folder to make as $1. */
function made(text: string, inputs: readonly string[], within: StageContext): Promise<string> {
  const script = join(folder, "make.sh");
  writeFileSync(script, `set -eu\n${text}\n`);
  return stage(
    { kind: "thing", words: "a thing", inputs, command: [script], environment: { NOTES: join(folder, "notes") } },
    within,
  );
}

const WELL = 'echo run >>"$NOTES"; mkdir "$1"; echo content >"$1/file"';

describe("the name of what is made", () => {
  it("differs when any input does, or when text wanders from one to the next", () => {
    const texts = fc.array(fc.string(), { maxLength: 4 });
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        expect(fingerprint(one) === fingerprint(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
    expect(fingerprint(["ab", "c"])).not.toBe(fingerprint(["a", "bc"]));
  });

  it("does not depend on what a script says about itself", async () => {
    writeFileSync(join(folder, "a.sh"), "#!/bin/bash\n# makes it\nmake it # now\n  # indeed\n");
    expect(await textsOf(folder, ["a.sh"])).toEqual(["make it # now\n"]);
  });
});

describe("a stage", { tags: "needs/mounts" }, () => {
  it("is made once, and then taken as it is", async () => {
    const first = await made(WELL, ["1"], context());
    expect(readFileSync(join(first, "file"), "utf8")).toBe("content\n");
    expect(await made(WELL, ["1"], context())).toBe(first);
    expect(readFileSync(join(folder, "notes"), "utf8")).toBe("run\n");
    expect(printed).toHaveLength(2);
  });

  it("is made anew for other inputs", async () => {
    expect(await made(WELL, ["1"], context())).not.toBe(await made(WELL, ["2"], context()));
    expect(readFileSync(join(folder, "notes"), "utf8")).toBe("run\nrun\n");
  });

  it("is made by one of those who want it at the same time, and all get it", async () => {
    const slow = `sleep 0.3; ${WELL}`;
    const all = await Promise.all([1, 2, 3].map(() => made(slow, ["1"], context())));
    expect(new Set(all).size).toBe(1);
    expect(readFileSync(join(folder, "notes"), "utf8")).toBe("run\n");
  });

  it("that fails leaves nothing, says why, and can be made again", async () => {
    const failing = made('mkdir "$1"; echo "no space, say" >&2; exit 3', ["1"], context());
    await expect(failing).rejects.toThrow("a thing: failed");
    const { hints } = (await failing.catch((error: unknown) => error)) as Failure;
    expect(hints).toContain("no space, say");
    const left = readdirSync(join(folder, "cache")).filter((name) => !/\.(lock|log)$/.test(name));
    expect(left).toEqual([]);
    expect(existsSync(await made(WELL, ["1"], context()))).toBe(true);
  });

  it("is not begun on what a killed run left behind", async () => {
    const here = context();
    const target = join(here.cache, `thing-${fingerprint(["1"])}`);
    execFileSync("mkdir", ["-p", `${target}.making/half`]);
    expect(readdirSync(await made(WELL, ["1"], here))).toEqual(["file"]);
    expect(existsSync(`${target}.making`)).toBe(false);
  });

  it("that is interrupted ends with all that it started, and leaves nothing, mounts included", async () => {
    const cancellation = new Cancellation();
    const here = context(cancellation);
    const running = made('mkdir "$1"; mount -t tmpfs tmpfs "$1"; sleep 600 & echo "$!" >"$NOTES"; wait', ["1"], here);
    const interrupted = expect(running).rejects.toThrow(Interrupted);
    const notes = join(folder, "notes");
    while (!existsSync(notes) || readFileSync(notes, "utf8") === "") {
      await new Promise((wake) => setTimeout(wake, 20));
    }
    cancellation.request();
    await interrupted;
    const process = readFileSync(notes, "utf8").trim();
    // who was ended is still listed until process 1 has heard of it, and so are mounts that only it could see
    await expect.poll(() => existsSync(`/proc/${process}`), { timeout: 30_000 }).toBe(false);
    await expect.poll(() => readFileSync("/proc/mounts", "utf8"), { timeout: 30_000 }).not.toContain(folder);
    expect(readdirSync(here.cache).filter((name) => !/\.(lock|log)$/.test(name))).toEqual([]);
  });

  it("stays for the last three inputs only", async () => {
    const here = context();
    const folders: string[] = [];
    for (const input of ["1", "2", "3", "4", "5"]) {
      folders.push(await made(WELL, [input], here));
    }
    expect(folders.map((path) => existsSync(path))).toEqual([false, false, true, true, true]);
  });
});
