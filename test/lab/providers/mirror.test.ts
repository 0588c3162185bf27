// @module-tag tools
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { providerMirror } from "../../../lab/providers/mirror";

/** Stands for the compiler: notes each build, takes a moment, fails on sources that say so. */
const GO = `#!/bin/sh
case "$1" in
version) echo "go version go1.26.8 \${OTHER_GO:-linux/amd64}" ;;
build)
  echo built >> "$BUILDS"
  while [ "$1" != -o ]; do shift; done
  binaries="$2"; shift 2
  touch "$binaries/null"
  sleep 0.3
  grep -q broken null/main.go && { echo "null/main.go:1: broken" >&2; exit 1; }
  for main in "$@"; do echo "$CGO_ENABLED" > "$binaries/$main"; done
  ;;
esac
`;

describe("the provider mirror", () => {
  let root: string;
  const cached = () => readdirSync(join(root, ".cache", "providers")).sort();
  const builds = () =>
    existsSync(join(root, "builds")) ? readFileSync(join(root, "builds"), "utf8").split("\n").length - 1 : 0;
  const source = (path: string, text: string) => {
    mkdirSync(join(root, "lab/providers", path, ".."), { recursive: true });
    writeFileSync(join(root, "lab/providers", path), text);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "plumbline-mirror-"));
    mkdirSync(join(root, "bin"));
    writeFileSync(join(root, "bin/go"), GO, { mode: 0o755 });
    source("go.mod", "module tested");
    source("go.sum", "");
    source("null/main.go", "package main");
    vi.stubEnv("PATH", `${join(root, "bin")}:${process.env.PATH}`);
    vi.stubEnv("BUILDS", join(root, "builds"));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true, force: true });
  });

  it("is laid out as Terraform expects, with a configuration that names nothing else", async () => {
    const { cliConfig, directory, kind } = await providerMirror({ root });
    expect(kind).toBe("stand-in");
    const files = readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
    const system = `linux_${process.arch === "x64" ? "amd64" : process.arch}`;
    expect(files.sort()).toEqual([
      "complete",
      `registry.terraform.io/dimensiondataresearch/ddcloud/3.0.6/${system}/terraform-provider-ddcloud_v3.0.6`,
      `registry.terraform.io/hashicorp/null/3.2.4/${system}/terraform-provider-null_v3.2.4`,
      `registry.terraform.io/hashicorp/random/3.7.2/${system}/terraform-provider-random_v3.7.2`,
      `registry.terraform.io/hashicorp/tls/4.1.0/${system}/terraform-provider-tls_v4.1.0`,
      "terraform.rc",
    ]);
    expect(readFileSync(join(directory, files[1] ?? ""), "utf8")).toBe("0\n");
    const configuration = readFileSync(cliConfig, "utf8");
    expect(configuration).toContain(`path = "${directory}"`);
    expect(configuration).not.toContain("direct");
  });

  it("is built once for the same sources", async () => {
    const lines: string[] = [];
    const first = await providerMirror({ root });
    const second = await providerMirror({ root, log: (line) => lines.push(line) });
    expect(second).toEqual(first);
    expect(builds()).toBe(1);
    expect(lines).toEqual([expect.stringContaining("up to date")]);
  });

  it.each([
    ["a source", () => source("null/main.go", "package main // changed"), 2],
    ["a new source", () => source("tls/key.go", "package main"), 2],
    ["the module's sums", () => source("go.sum", "changed"), 2],
    ["the compiler", () => vi.stubEnv("OTHER_GO", "plan9/mips"), 2],
    ["a test", () => source("null/main_test.go", "package main"), 1],
  ])("beside the one before, after a change of %s", async (_, change, expected) => {
    const first = await providerMirror({ root });
    change();
    const second = await providerMirror({ root });
    expect(builds()).toBe(expected);
    expect(second.directory === first.directory).toBe(expected === 1);
    expect(existsSync(first.cliConfig)).toBe(true);
  });

  it("is made anew where the project was moved to", async () => {
    await providerMirror({ root });
    const moved = `${root}-moved`;
    renameSync(root, moved);
    root = moved;
    vi.stubEnv("PATH", `${join(root, "bin")}:${process.env.PATH}`);
    const { cliConfig, directory } = await providerMirror({ root });
    expect(readFileSync(cliConfig, "utf8")).toContain(`path = "${directory}"`);
  });

  it("is not there after a failed build, and is after the next", async () => {
    source("null/main.go", "broken");
    await expect(providerMirror({ root })).rejects.toThrow("null/main.go:1: broken");
    expect(cached()).toEqual([]);
    source("null/main.go", "package main");
    await providerMirror({ root });
    expect(cached()).toEqual([expect.stringMatching(/^mirror-[0-9a-f]{16}$/)]);
  });

  it("is built once for many who ask at the same time", async () => {
    const mirrors = await Promise.all(Array.from({ length: 5 }, () => providerMirror({ root })));
    expect(builds()).toBe(1);
    expect(new Set(mirrors.map(({ directory }) => directory)).size).toBe(1);
  });

  it("does not wait for a builder that has died", async () => {
    mkdirSync(join(root, ".cache/providers"), { recursive: true });
    writeFileSync(join(root, ".cache/providers/lock"), "2000000000");
    await providerMirror({ root });
    expect(builds()).toBe(1);
  });

  it("does not wait longer than a build can take", async () => {
    const lock = join(root, ".cache/providers/lock");
    mkdirSync(join(root, ".cache/providers"), { recursive: true });
    writeFileSync(lock, String(process.pid));
    utimesSync(lock, 0, Date.now() / 1000 - 3600);
    await providerMirror({ root });
    expect(builds()).toBe(1);
  });

  it("is put in order where somebody took files from it", async () => {
    const { directory } = await providerMirror({ root });
    rmSync(join(directory, "complete"));
    rmSync(join(directory, "terraform.rc"));
    const { cliConfig } = await providerMirror({ root });
    expect(existsSync(cliConfig)).toBe(true);
  });

  it("keeps the three latest", async () => {
    for (const version of ["1", "2", "3", "4", "5"]) {
      source("null/main.go", version);
      await providerMirror({ root });
    }
    expect(cached()).toHaveLength(3);
    source("null/main.go", "5");
    await providerMirror({ root });
    expect(builds()).toBe(5);
  });

  it("says what to install where Go is missing", async () => {
    vi.stubEnv("PATH", join(root, "nothing"));
    await expect(providerMirror({ root })).rejects.toThrow("install Go 1.26 or later");
  });

  it("says where it was looking for the sources", async () => {
    await expect(providerMirror({ root: join(root, "elsewhere") })).rejects.toThrow(
      join(root, "elsewhere/lab/providers"),
    );
  });
});
