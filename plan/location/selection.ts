import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { namesHint } from "../shape/nearest";
import { scalars, type Tree } from "../yaml/tree";

/** What of a plan is deployed, as the environment says it: names with blanks or commas between them. */
export interface SelectionSource {
  /** @default - what the plan's `defaults` say */
  readonly blueprints?: string | undefined;
  /** @default - all locations */
  readonly locations?: string | undefined;
}

/** A name that is selected, and where. */
interface Wanted {
  readonly name: string;
  readonly at: Position;
}

/** A blueprint of a location; one that stands for others has their names. */
interface Listed extends Wanted {
  readonly alias: readonly Wanted[] | undefined;
}

/**
 * The blueprints and locations that are deployed: those of `BLUEPRINTS` and `LOCATIONS` in the environment, else those of
 * `blueprints` under `defaults`, else all. A blueprint need not be at each location.
 */
export class Selection {
  private readonly blueprints: readonly Wanted[] | undefined;
  private readonly locations: readonly Wanted[] | undefined;
  private readonly knownBlueprints = new Set<string>();
  private readonly knownLocations = new Set<string>();
  /** Aliases that come back to themselves. */
  private readonly circular = new Set<string>();

  public constructor(
    { blueprints, locations }: SelectionSource,
    byDefault: Tree | undefined,
    private readonly findings: Findings,
  ) {
    this.blueprints = fromText("BLUEPRINTS", blueprints) ?? (byDefault && scalars(byDefault).flatMap(namesIn));
    this.locations = fromText("LOCATIONS", locations);
  }

  /** Whether a location is deployed. */
  public hasLocation(id: string | undefined): boolean {
    if (id === undefined || this.locations === undefined) {
      return true;
    }
    this.knownLocations.add(id);
    return this.locations.some(({ name }) => name === id);
  }

  /** Names of the blueprints of a location that are deployed, those behind aliases among them. */
  public chosen(listed: readonly Listed[]): ReadonlySet<string> {
    const byName = new Map(listed.map((one) => [one.name, one]));
    const expanded = new Map(listed.map((one) => [one.name, this.expand(one, byName)] as const));
    for (const name of byName.keys()) {
      this.knownBlueprints.add(name);
    }
    const wanted = this.blueprints ?? listed;
    return new Set(wanted.flatMap(({ name }) => expanded.get(name) ?? []));
  }

  /** Tells names that stand for nothing at any location. */
  public tellUnknown(): void {
    this.tell(this.blueprints, this.knownBlueprints, "blueprint");
    this.tell(this.locations, this.knownLocations, "location");
  }

  private tell(wanted: readonly Wanted[] | undefined, known: ReadonlySet<string>, what: string): void {
    for (const { name, at } of wanted ?? []) {
      if (!known.has(name)) {
        this.findings.error(at, `unknown ${what} "${name}"`, ...namesHint(`${what}s of this plan`, name, [...known]));
      }
    }
  }

  /** What a blueprint stands for: itself, or those that it names. */
  private expand(one: Listed, byName: ReadonlyMap<string, Listed>, passed: readonly string[] = []): string[] {
    if (one.alias === undefined) {
      return [one.name];
    }
    return one.alias.flatMap(({ name, at }) => {
      const meant = byName.get(name);
      if (meant === undefined) {
        this.findings.error(
          at,
          `unknown blueprint "${name}" in the alias ${one.name}`,
          ...namesHint("blueprints at this location", name, [...byName.keys()]),
        );
        return [];
      }
      if (name === one.name || passed.includes(name)) {
        // a circle is told once, wherever it is entered
        if (!this.circular.has(name)) {
          this.findings.error(at, `the alias ${one.name} comes back to ${name}`, "name blueprints in it");
        }
        for (const alias of [...passed, one.name]) {
          this.circular.add(alias);
        }
        return [];
      }
      return this.expand(meant, byName, [...passed, one.name]);
    });
  }
}

/** The names in a text of the plan. */
export function namesIn({ value, at, place }: Extract<Tree, { kind: "scalar" }>): Wanted[] {
  return [...String(value).matchAll(/[^\s,]+/g)].map(({ 0: name, index }) => ({ name, at: place?.(index) ?? at }));
}

function fromText(variable: string, text: string | undefined): Wanted[] | undefined {
  if (text === undefined || text.trim() === "") {
    return undefined;
  }
  return [...text.matchAll(/[^\s,]+/g)].map(({ 0: name, index }) => ({
    name,
    at: { file: variable, line: 1, column: index + 1 },
  }));
}
