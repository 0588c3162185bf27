import { type DataCentre, type Region, regionOf } from "../../platform/data-centres";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { namesHint } from "../shape/nearest";

/** A location of the plan and the names in it. The id is undefined if it has an error. */
export interface KnownLocation {
  readonly id: DataCentre | undefined;
  /** Place of its id. */
  readonly at: Position;
  /** Names of networks. */
  readonly networks: Set<string>;
  readonly nodes: Map<string, KnownNode>;
  /** Names of networks and nodes that are not deployed, each with the blueprint that has it. */
  readonly leftOut: Map<string, string>;
  /** Whether all its names are known; if not, an unknown name may be one that has an error. */
  complete: boolean;
}

/** A node of the plan, as others may refer to it. */
export interface KnownNode {
  /** `LOCATION::NAME`. */
  readonly id: string;
  readonly name: string;
  readonly location: KnownLocation;
  readonly at: Position;
}

/** Resolves the names in a plan. A name that refers to nothing is an error, reported at its place. */
export class Names {
  public constructor(
    private readonly locations: readonly KnownLocation[],
    private readonly findings: Findings,
  ) {}

  /** Id of the network that `NET`, `LOC::NET` or `REGION::LOC::NET` means at a location. */
  public network(written: string, here: KnownLocation, at: Position, where: string): string | undefined {
    const { location, name } = this.split(written, here, at, where) ?? {};
    if (location === undefined || name === undefined) {
      return undefined;
    }
    if (!location.networks.has(name)) {
      if (location.leftOut.has(name)) {
        this.tellLeftOut(name, location, at, where);
      } else if (location.complete) {
        const known = [...location.networks];
        this.findings.error(
          at,
          `unknown network "${name}" in ${where}`,
          ...namesHint(`networks at ${location.id ?? "this location"}`, name, known),
        );
      }
      return undefined;
    }
    return idOf(location, name);
  }

  /** The node that `NAME`, `LOC::NAME` or `REGION::LOC::NAME` means. Without a location, the name alone finds it. */
  public node(
    written: string,
    here: KnownLocation | undefined,
    at: Position,
    where: string,
    ...remedies: readonly string[]
  ): KnownNode | undefined {
    const qualified = written.includes("::");
    const { location, name } = this.split(written, here, at, where) ?? {};
    if (name === undefined || (qualified && location === undefined)) {
      return undefined;
    }
    const searched = location === undefined ? this.locations : [location];
    const found = searched.map(({ nodes }) => nodes.get(name)).find((node) => node !== undefined);
    const without = searched.find(({ leftOut }) => leftOut.has(name));
    if (found === undefined && without !== undefined) {
      this.tellLeftOut(name, without, at, where);
    } else if (found === undefined && searched.every(({ complete }) => complete)) {
      const elsewhere = this.locations.map(({ nodes }) => nodes.get(name)).find((node) => node !== undefined);
      const known = searched.flatMap(({ nodes }) => [...nodes.keys()]);
      const place = location === undefined ? "nodes" : `nodes at ${location.id ?? "this location"}`;
      const hints = elsewhere?.location.id
        ? [`it is at another location: write ${elsewhere.location.id}::${name}`]
        : namesHint(place, name, known);
      this.findings.error(at, `unknown node "${name}" in ${where}`, ...hints, ...remedies);
    }
    return found;
  }

  private tellLeftOut(name: string, { id, leftOut }: KnownLocation, at: Position, where: string): void {
    const blueprint = leftOut.get(name);
    this.findings.error(
      at,
      `${id ?? "this location"}::${name} in ${where} is left out: blueprint ${blueprint} there is not among those that are deployed`,
      `select it too, with BLUEPRINTS="... ${blueprint}" (and LOCATIONS="... ${id}" where locations are selected), or take this line away`,
    );
  }

  private split(
    written: string,
    here: KnownLocation | undefined,
    at: Position,
    where: string,
  ): { location: KnownLocation | undefined; name: string } | undefined {
    const parts = written.split("::").map((part) => part.trim());
    const name = parts.at(-1) as string;
    if (parts.length > 3 || parts.includes("")) {
      this.findings.error(
        at,
        `"${written}" in ${where} is no name`,
        "names are NAME, LOCATION::NAME or REGION::LOCATION::NAME",
      );
      return undefined;
    }
    const id = parts.at(-2);
    if (id === undefined) {
      return { location: here, name };
    }
    const location = this.locations.find((one) => one.id === id);
    if (location?.id === undefined) {
      if (this.locations.every((one) => one.id !== undefined)) {
        const known = this.locations.map((one) => one.id as string);
        this.findings.error(
          at,
          `unknown location "${id}" in ${where}`,
          ...namesHint("locations of this plan", id, known),
        );
      }
      return undefined;
    }
    const region = parts.at(-3);
    if (region !== undefined && !isRegionOf(region, location.id)) {
      this.findings.error(
        at,
        `${location.id} in ${where} is not in region ${region}`,
        `its region is ${spellRegion(location.id)}`,
      );
      return undefined;
    }
    return { location, name };
  }
}

/** Id of a node or network in the plan. */
export function idOf(location: KnownLocation, name: string): string {
  return `${location.id}::${name}`;
}

/** Regions that plans spell differently from the platform's API. */
const SPELLING: Partial<Record<Region, string>> = { MEA: "af", CANADA: "ca" };

/** The region of a data centre as plans spell it, e.g. `eu`. */
export function spellRegion(location: DataCentre): string {
  const region = regionOf(location);
  return SPELLING[region] ?? region.toLowerCase();
}

/** Whether a `regionId` means the region of a data centre: `eu`, `dd-eu` (in older plans), or the API's name. */
export function isRegionOf(written: string, location: DataCentre): boolean {
  const region = written.toLowerCase().replace(/^dd-/, "");
  return region === spellRegion(location) || region === regionOf(location).toLowerCase();
}
