// @module-tag tools
// @module-tag needs/git
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(__dirname, "..");

type Arrows = Readonly<Record<string, readonly string[]>>;

/**
 * Which rooms a room may import from, beside itself, by the folder that they are in. A file that stands among rooms is
 * one. What is not here is no room: it may import nothing of ours.
 */
const HOUSES: Readonly<Record<string, Arrows>> = {
  ".": {
    "main.ts": ["plan", "stacks"],
    stacks: ["plan", "constructs", "platform"],
    constructs: ["templates", "providers", "platform"],
    templates: ["platform"],
    plan: ["platform"],
    platform: [],
    providers: [],
    // what an operator runs reads the plan, Terraform's output and the API: that is what makes a rehearsal a proof
    commands: ["plan", "platform", "providers"],
    lab: ["plan", "platform"],
    bench: ["lab", "platform"],
    // what editors know of a plan, made from what the loader does
    schemas: ["plan"],
    // programs of users: they see what a user sees
    examples: ["constructs"],
    // what it builds it reads as files
    release: [],
  },
  platform: {
    addresses: [],
    "backend.ts": [],
    "backup.ts": [],
    "cache-folder.ts": [],
    "data-centres.ts": [],
    "exit-codes.ts": [],
    "images.ts": [],
    "limits.ts": [],
    "load-balancing.ts": [],
    "names.ts": [],
    "printed-json.ts": [],
    "refusal.ts": [],
    baseline: ["addresses"],
    mysql: ["images.ts"],
  },
  "platform/mysql": {
    "accounts.ts": [],
    "engines.ts": [],
    "errors.ts": [],
    "node-tables.ts": [],
    "option-names.ts": [],
    "packets.ts": [],
    "passwords.ts": [],
    "privileges.ts": [],
    "replication-variables.ts": [],
    "roles.ts": [],
    "schemas.ts": [],
    "session.ts": [],
    "sizes.ts": [],
    "versions.ts": [],
    "channel.ts": ["accounts.ts"],
    "content.ts": ["schemas.ts"],
    "option-values.ts": ["option-names.ts", "passwords.ts", "sizes.ts"],
    "options.ts": ["option-names.ts"],
    "replica-limits.ts": ["option-names.ts", "packets.ts", "sizes.ts"],
    "settings.ts": ["option-names.ts"],
    // how the client splits a file, and what its statements are about
    sql: ["engines.ts"],
    // what in a plan's file cannot fill a database
    populate: ["engines.ts", "packets.ts", "sizes.ts", "sql"],
    "populate.ts": ["populate", "sql"],
  },
  stacks: {
    "quick-tokens.ts": [],
    "report.ts": ["quick-tokens.ts"],
    "references.ts": [],
    "terraform-text.ts": ["references.ts"],
    "domain-ids.ts": [],
    "plan-map": ["domain-ids.ts"],
    "filled-config.ts": ["references.ts"],
    // makes constructs of the parts of a plan
    fittings: ["domain-ids.ts", "filled-config.ts", "plan-map", "references.ts"],
    "fittings-stack.ts": ["fittings", "plan-map", "references.ts", "terraform-text.ts"],
    // what programs import
    "index.ts": ["fittings-stack.ts"],
  },
  constructs: {
    words: [],
    identity: ["words"],
    stack: ["identity", "words"],
    network: ["stack", "words"],
    steps: ["stack", "words"],
    node: ["identity", "network", "stack", "steps", "words"],
    balancing: ["network", "node", "stack", "words"],
    mysql: ["identity", "network", "node", "stack", "steps", "words"],
    // what programs import
    "index.ts": ["balancing", "identity", "mysql", "network", "node", "stack", "words"],
  },
  templates: {
    "apply-value.ts": [],
    "render.ts": [],
    "node-file.ts": ["apply-value.ts"],
    "sshd.ts": [],
    "cloud-config.ts": [],
    "hosts.ts": ["apply-value.ts", "node-file.ts", "render.ts"],
    "firewall.ts": ["apply-value.ts", "node-file.ts", "render.ts"],
    "authorized-keys.ts": ["apply-value.ts", "filled-text.ts", "node-file.ts", "render.ts"],
    "ready.ts": ["hosts.ts", "node-file.ts", "render.ts"],
    mysql: ["apply-value.ts", "node-file.ts", "render.ts"],
    scripts: ["mysql", "node-file.ts", "render.ts"],
    // cloud-init gets a script of its own
    "filled-yaml.ts": ["node-file.ts"],
    "filled-text.ts": ["apply-value.ts", "node-file.ts"],
    "prepare.ts": ["filled-text.ts", "node-file.ts"],
    // what a cloud-config of people makes of a first boot
    guest: ["filled-text.ts", "node-file.ts"],
    "boot.ts": [
      ...[
        "cloud-config.ts",
        "filled-text.ts",
        "filled-yaml.ts",
        "guest",
        "node-file.ts",
        "render.ts",
        "scripts",
        "sshd.ts",
      ],
    ],
  },
  plan: {
    findings: [],
    texts: ["findings"],
    yaml: ["findings", "texts"],
    shape: ["findings", "yaml"],
    names: ["findings", "shape", "yaml"],
    parameters: ["findings", "shape", "texts", "yaml"],
    // what a plan is, subject by subject
    model: ["findings"],
    "plan.ts": ["findings", "model"],
    "nodes.ts": ["plan.ts"],
    tokens: ["findings", "names", "plan.ts", "shape", "yaml"],
    mysql: ["findings", "names", "parameters", "plan.ts", "shape", "texts", "yaml"],
    settings: ["findings", "parameters", "plan.ts", "shape", "texts", "yaml"],
    "cloud-config": ["findings", "plan.ts", "shape", "tokens", "yaml"],
    // what is done on nodes beside cloud-config, and what is told of it
    guests: ["findings", "parameters", "plan.ts", "texts", "tokens", "yaml"],
    location: ["findings", "mysql", "names", "nodes.ts", "plan.ts", "settings", "shape", "tokens", "yaml"],
    // which document is about what
    "documents.ts": ["findings", "yaml"],
    "location-texts.ts": ["cloud-config", "findings", "guests", "location", "plan.ts", "tokens", "yaml"],
    "load.ts": [
      ...["cloud-config", "documents.ts", "findings", "guests", "location", "location-texts.ts", "mysql", "names"],
      ...["parameters", "plan.ts", "settings", "texts", "tokens", "yaml"],
    ],
    editors: ["location", "mysql", "parameters", "settings", "shape"],
    "read.ts": ["findings", "load.ts", "plan.ts", "texts"],
    // what programs import
    "index.ts": ["findings", "nodes.ts", "plan.ts", "read.ts"],
  },
  commands: {
    cli: [],
    cloudcontrol: ["cli"],
    planned: [],
    terraform: ["cli", "planned"],
    "ssh-access": ["cli", "terraform"],
    checking: ["cli", "cloudcontrol"],
    orphaned: ["cli", "cloudcontrol", "terraform"],
    verification: ["cli", "ssh-access", "terraform"],
    migration: [],
    "check.ts": ["checking", "cli", "cloudcontrol"],
    "migrate.ts": ["cli", "migration"],
    "deploy.ts": ["cli", "cloudcontrol", "orphaned", "planned", "ssh-access", "terraform", "verification"],
    "before-terraform.ts": ["cli", "planned", "terraform", "verification"],
    "destroy.ts": ["cli", "cloudcontrol", "orphaned", "terraform"],
    "diff.ts": ["cli", "cloudcontrol", "planned", "terraform"],
    "guard.ts": ["cli", "planned"],
    "information.ts": ["cli", "terraform"],
    "adopt.ts": ["cli", "cloudcontrol", "orphaned", "terraform"],
    "orphans.ts": ["cli", "cloudcontrol", "orphaned", "terraform"],
    "secrets.ts": ["cli", "ssh-access", "terraform"],
    "ssh.ts": ["cli", "ssh-access", "terraform"],
    "verify.ts": ["cli", "terraform", "verification"],
    "synth.ts": ["cli"],
    "plumbline.ts": [
      ...[
        "adopt.ts",
        "check.ts",
        "cli",
        "deploy.ts",
        "destroy.ts",
        "diff.ts",
        "guard.ts",
        "information.ts",
        "migrate.ts",
      ],
      ...["orphans.ts", "secrets.ts", "ssh.ts", "synth.ts", "verify.ts"],
    ],
  },
  lab: {
    host: [],
    cloud: [],
    fabric: [],
    providers: [],
    machines: ["host"],
    "data-centre": ["cloud", "fabric", "host", "machines"],
    rehearsal: ["cloud", "data-centre", "host", "machines", "providers"],
    "main.ts": ["cloud", "host"],
    "rehearse.ts": ["data-centre", "host", "rehearsal"],
  },
  "lab/cloud": {
    // what a request and its answer are made of
    "calls.ts": [],
    "clock.ts": [],
    "faults.ts": [],
    "ids.ts": [],
    "refusal.ts": [],
    "settings.ts": [],
    "answer.ts": ["refusal.ts"],
    "input.ts": ["refusal.ts"],
    wire: ["answer.ts", "input.ts", "refusal.ts"],
    // what the cloud holds
    state: ["ids.ts", "refusal.ts"],
    "catalogue.ts": ["ids.ts", "state"],
    "events.ts": ["calls.ts", "state"],
    "hypervisor.ts": ["state"],
    "state-file.ts": ["state"],
    "cloud-view.ts": ["catalogue.ts", "clock.ts", "events.ts", "settings.ts", "state"],
    // what each operation of the API does
    "request-context.ts": ["catalogue.ts", "cloud-view.ts", "faults.ts", "refusal.ts", "state"],
    "call.ts": ["catalogue.ts", "cloud-view.ts", "input.ts", "refusal.ts", "settings.ts", "state"],
    "addresses.ts": ["call.ts", "ids.ts", "refusal.ts", "state"],
    "listing.ts": ["answer.ts", "call.ts", "input.ts", "refusal.ts"],
    "complete-server.ts": ["events.ts", "state"],
    operations: [
      ...["addresses.ts", "answer.ts", "call.ts", "catalogue.ts", "complete-server.ts", "events.ts", "ids.ts"],
      ...["input.ts", "listing.ts", "refusal.ts", "state", "wire"],
    ],
    "firewall-of.ts": ["answer.ts", "operations", "state"],
    "complete.ts": ["complete-server.ts", "events.ts", "operations", "state"],
    "pending-work.ts": ["clock.ts", "complete.ts", "events.ts", "hypervisor.ts", "state"],
    // how a request finds its operation
    "api-v1.ts": ["call.ts", "faults.ts", "input.ts", "operations", "request-context.ts", "wire"],
    "api-v2.ts": [
      ...["answer.ts", "call.ts", "faults.ts", "input.ts", "operations", "refusal.ts", "request-context.ts", "wire"],
    ],
    "dispatch.ts": ["api-v1.ts", "api-v2.ts", "catalogue.ts", "request-context.ts"],
    "control.ts": ["faults.ts", "state-file.ts"],
    "listener.ts": ["calls.ts", "catalogue.ts", "control.ts", "dispatch.ts", "request-context.ts"],
    "cloud.ts": [
      ...["catalogue.ts", "clock.ts", "events.ts", "faults.ts", "hypervisor.ts", "ids.ts", "listener.ts", "operations"],
      ...["pending-work.ts", "request-context.ts", "settings.ts", "state", "state-file.ts"],
    ],
  },
  "lab/rehearsal": {
    project: [],
    checks: [],
    terraform: ["project"],
    report: ["checks", "terraform"],
    "rehearsal.ts": ["checks", "project", "report", "terraform"],
    "scenario.ts": ["rehearsal.ts", "report"],
    "infrastructure.ts": ["rehearsal.ts", "scenario.ts"],
    proof: ["checks", "rehearsal.ts"],
    failures: ["checks", "project", "proof", "rehearsal.ts", "report", "terraform"],
    faults: ["checks", "project", "rehearsal.ts", "report", "terraform"],
    "reachable.ts": [],
    "machine-rehearsal.ts": [
      ...["checks", "failures", "proof", "reachable.ts", "rehearsal.ts", "report", "scenario.ts", "terraform"],
    ],
    "command-line.ts": ["failures", "faults"],
    "host-packages.ts": ["command-line.ts"],
  },
};

/** Files that a file imports, as paths from the root. */
function importsOf(file: string, text: string): string[] {
  const imported = [...text.matchAll(/(?:from|import\(?|require\()\s*"(\.[^"]*)"/g)].map(([, path]) => path as string);
  return imported.map((path) => relative(ROOT, resolve(ROOT, dirname(file), path)));
}

/** Whether a file imports a text or data that lie beside it, which are a part of it. */
function isOwnText(file: string, path: string): boolean {
  return /\.(ejs|sh|json)$/.test(path) && dirname(path) === dirname(file);
}

/** The room of a house that a path is in; undefined where it is in none of them. */
function roomOf(path: string, house: string): string | undefined {
  const inside = house === "." ? path : path.startsWith(`${house}/`) ? path.slice(house.length + 1) : undefined;
  return inside?.split("/")[0];
}

/** The room of a house that an import leads to; a file is imported without its ending. */
function nameOf(path: string, house: string): string | undefined {
  const arrows = HOUSES[house] ?? {};
  return [path, `${path}.ts`].map((name) => roomOf(name, house)).find((room) => room && room in arrows);
}

/** Imports between rooms of a house that its arrows do not have, as sentences. */
function wrongArrows(house: string, imports: ReadonlyMap<string, readonly string[]>): string[] {
  const arrows = HOUSES[house] ?? {};
  return [...imports].flatMap(([file, paths]) =>
    paths.flatMap((path) => {
      const from = roomOf(file, house);
      const to = nameOf(path, house);
      const isInside = roomOf(path, house) !== undefined && from !== undefined;
      const isRight = from === to || isOwnText(file, path) || (arrows[from ?? ""] ?? []).includes(to ?? "");
      return isInside && !isRight ? [`${file} imports from ${to ?? path}`] : [];
    }),
  );
}

/** A circle of files, each of which imports the next; undefined where there is none. */
function circle(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const follow = (file: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(file)) {
      return [...way.slice(way.indexOf(file)), file];
    }
    if (done.has(file)) {
      return undefined;
    }
    for (const path of imports.get(file) ?? []) {
      const next = [path, `${path}.ts`].find((name) => imports.has(name));
      const found = next === undefined ? undefined : follow(next, [...way, file]);
      if (found !== undefined) {
        return found;
      }
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const found = follow(file, []);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** What git tracks or would track: generated bindings and output are none of it. */
function sources(): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.mjs"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return listed
    .split("\n")
    .filter((file) => file !== "" && !file.endsWith(".d.ts") && existsSync(join(ROOT, file)))
    .sort();
}

describe("the rooms", () => {
  const all = new Map(sources().map((file) => [file, importsOf(file, readFileSync(join(ROOT, file), "utf8"))]));
  const imports = new Map([...all].filter(([file]) => roomOf(file, ".") !== "test"));

  it("are all seen by this test", () => {
    for (const [house, arrows] of Object.entries(HOUSES)) {
      const found = new Set([...imports.keys()].map((file) => roomOf(file, house)));
      expect([...Object.keys(arrows)].filter((room) => !found.has(room))).toEqual([]);
      expect([...found].filter((room) => room !== undefined && !(room in arrows))).toEqual([]);
    }
    expect([...imports.values()].flat().length).toBeGreaterThan(1000);
  });

  it.each(Object.keys(HOUSES))("of %s import from each other in one direction only", (house) => {
    expect(wrongArrows(house, imports)).toEqual([]);
    const rooms = new Map(Object.entries(HOUSES[house] ?? {}));
    expect(circle(rooms)).toBeUndefined();
  });

  it.each(Object.keys(HOUSES))("of %s have no arrow that no import goes along", (house) => {
    const used = new Set(
      [...imports].flatMap(([file, paths]) => paths.map((path) => `${roomOf(file, house)} ${nameOf(path, house)}`)),
    );
    const arrows = Object.entries(HOUSES[house] ?? {}).flatMap(([from, rooms]) => rooms.map((to) => `${from} ${to}`));
    expect(arrows.filter((arrow) => !used.has(arrow))).toEqual([]);
  });

  it("hold no circle of files", () => {
    expect(circle(all)).toBeUndefined();
  });

  it("are told apart by the check itself", () => {
    const wrong = new Map([
      ["plan/load.ts", importsOf("plan/load.ts", 'import { Node } from "../constructs/node/node";')],
    ]);
    expect(wrongArrows(".", wrong)).toEqual(["plan/load.ts imports from constructs"]);
    const inside = new Map([["plan/yaml/tree.ts", importsOf("plan/yaml/tree.ts", 'import "../load";')]]);
    expect(wrongArrows("plan", inside)).toEqual(["plan/yaml/tree.ts imports from load.ts"]);
    expect(circle(new Map(Object.entries({ "a.ts": ["b"], "b.ts": ["c"], "c.ts": ["b"] })))).toEqual([
      ...["b.ts", "c.ts", "b.ts"],
    ]);
  });
});
