import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { Location } from "../../constructs/network/location";
import type { NodeProps } from "../../constructs/node/node";
import { PlumblineStack, type PlumblineStackProps } from "../../constructs/stack/plumbline-stack";
import { Size } from "../../constructs/words/size";

/** A stack as it lies on the disk after synthesis. */
export interface Synthesized {
  /** `cdk.tf.json`. */
  // biome-ignore lint/suspicious/noExplicitAny: Terraform's configuration has no type of ours
  readonly terraform: any;
  /** All other files of the stack's folder by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** Synthesizes what `build` makes, into a folder that is gone afterwards. */
export function synthesize(build: (app: App) => PlumblineStack): Synthesized {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-"));
  try {
    const app = new App({ stackTraces: false, outdir: join(folder, "cdktf.out") });
    const stack = build(app);
    app.synth();
    const root = join(folder, "cdktf.out", "stacks", stack.node.id);
    const paths = (readdirSync(root, { recursive: true }) as string[]).filter((path) =>
      statSync(join(root, path)).isFile(),
    );
    const files = Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(root, path), "utf8")]));
    const { "cdk.tf.json": json, ...others } = files;
    return { terraform: JSON.parse(json ?? "{}"), files: others };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A small node, for tests that are about something else. */
export const SMALL: NodeProps = { image: "Ubuntu 22.04 64-bit 2 CPU", cpus: 2, memory: Size.gigabytes(4) };

/** A stack with one location and one network in it. */
export function oneNetwork(app: App, props: PlumblineStackProps = {}) {
  const stack = new PlumblineStack(app, "test", props);
  const location = new Location(stack, "EU6", { domain: "Test" });
  return { stack, location, network: location.addNetwork("web", "10.0.0.0/24") };
}

/** An app that is never synthesized, for constructors that refuse. */
export function scratch(): App {
  return new App({ stackTraces: false, outdir: join(tmpdir(), "plumbline-never-written") });
}
