import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { hasCode } from "./build-lock";
import { STAND_INS } from "./stand-ins";

const run = promisify(execFile);

/** What `go version` prints. Throws if there is no Go. */
export async function goVersion(sources: string): Promise<string> {
  try {
    const { stdout } = await run("go", ["version"], { cwd: sources });
    return stdout.trim();
  } catch (error) {
    if (!hasCode(error, "ENOENT")) {
      throw error;
    }
    if (!existsSync(sources)) {
      throw new Error(`no folder ${sources}: run this in the project's folder, or give its path as root`);
    }
    throw new Error(
      "the command go is missing: install Go 1.26 or later and put it in the PATH, or, on a machine that reaches the Terraform registry, use the published providers instead of the stand-ins",
    );
  }
}

/** Builds all stand-ins into the layout of a filesystem mirror. */
export async function build(sources: string, building: string): Promise<void> {
  const binaries = join(building, "binaries");
  await mkdir(binaries, { recursive: true });
  // One command for all four: Go compiles shared packages once, on all cores. Without version control data in the
  // binaries, the same sources give the same bytes, and lock files stay valid from commit to commit.
  await run(
    "go",
    [
      "build",
      "-trimpath",
      "-buildvcs=false",
      "-ldflags",
      "-s -w",
      "-o",
      `${binaries}/`,
      ...STAND_INS.map(({ type }) => `./${type}`),
    ],
    { cwd: sources, env: { ...process.env, CGO_ENABLED: "0" }, maxBuffer: 64 * 1024 * 1024 },
  );
  const suffix = process.platform === "win32" ? ".exe" : "";
  for (const standIn of STAND_INS) {
    const place = join(
      building,
      packagePath(standIn),
      `terraform-provider-${standIn.type}_v${standIn.version}${suffix}`,
    );
    await mkdir(dirname(place), { recursive: true });
    await rename(join(binaries, `${standIn.type}${suffix}`), place);
  }
  await rm(binaries, { recursive: true });
}

function packagePath({ type, namespace, version }: (typeof STAND_INS)[number]): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  return join("registry.terraform.io", namespace, type, version, `${system}_${architecture}`);
}
