import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { Location } from "../../constructs/network/location";
import { Network } from "../../constructs/network/network";
import type { NetworkBase } from "../../constructs/network/network-base";
import { NetworkDomain, type NetworkDomainProps } from "../../constructs/network/network-domain";
import { Node } from "../../constructs/node/node";
import type { NodeProps } from "../../constructs/node/node-props";
import { PlumblineStack, type PlumblineStackProps } from "../../constructs/stack/plumbline-stack";
import { refusalsIn } from "../../constructs/words/refusal";
import { Size } from "../../constructs/words/size";

/** A stack as it lies on the disk after synthesis. */
export interface Synthesized {
  /** `cdk.tf.json`. */
  // biome-ignore lint/suspicious/noExplicitAny: Terraform's configuration has no type of ours
  readonly terraform: any;
  /** Text of `plan-map.json`. */
  readonly map: string;
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
    const { "cdk.tf.json": json, "plan-map.json": map = "", ...others } = files;
    return { terraform: JSON.parse(json ?? "{}"), map, files: others };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A small machine, for tests that are about something else. */
export const SMALL: Omit<NodeProps, "cards"> = {
  image: "Ubuntu 22.04 64-bit 2 CPU",
  cpus: 2,
  memory: Size.gigabytes(4),
};

/** The only network domain of a location. */
export function domainAt(stack: PlumblineStack, location: string, props: Partial<NetworkDomainProps> = {}) {
  return new NetworkDomain(new Location(stack, location), "Default", { name: "Test", ...props });
}

/** A small node with one card. */
export function nodeIn(network: NetworkBase, id: string, props: Partial<NodeProps> = {}): Node {
  return new Node(network.domain, id, { cards: [{ network }], ...SMALL, ...props });
}

/** A stack with one location, one domain and one network in it. */
export function oneNetwork(app: App, props: PlumblineStackProps = {}) {
  const stack = new PlumblineStack(app, "test", props);
  const domain = domainAt(stack, "EU6");
  return { stack, domain, network: new Network(domain, "web", { ipv4: "10.0.0.0/24" }) };
}

let latest: App | undefined;

/** An app that is never synthesized, for what is refused. */
export function scratch(): App {
  latest = new App({ stackTraces: false, outdir: join(tmpdir(), "plumbline-never-written") });
  return latest;
}

/** What is refused, in the latest app that was asked of `scratch`, of what `make` makes in it: a line each. */
export function refused(make: () => unknown): string {
  const [app, before] = [latest, latest === undefined ? 0 : refusalsIn(latest).length];
  make();
  return latest === undefined
    ? ""
    : refusalsIn(latest)
        .slice(latest === app ? before : 0)
        .join("\n");
}
