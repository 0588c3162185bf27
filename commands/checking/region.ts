import type { Diagnostic, Position } from "../../plan/findings/diagnostic";
import type { Location } from "../../plan/plan";
import { namesHint } from "../../plan/shape/nearest";
import { Failure } from "../cli/command";
import type { CloudControl } from "../cloudcontrol/cloudcontrol";
import { checkDomain } from "./domain";
import { checkImages } from "./image";
import { checkLimits } from "./limits";

/** What was found out about a location. */
export interface CheckedLocation {
  readonly location: Location;
  /** The data centre's own name for itself, e.g. `Germany - Frankfurt`; undefined where it was not reached. */
  readonly displayName: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks the locations of one region side by side. Where the region itself fails, its first location tells it and the
 * others stay without a word.
 * @param deployed ids of networks that are this plan's own; undefined where that cannot be known from here
 */
export async function checkRegion(
  locations: readonly Location[],
  api: CloudControl,
  deployed: ReadonlySet<string> | undefined,
): Promise<CheckedLocation[]> {
  try {
    await api.organisationId();
  } catch (error) {
    return locations.map((location, index) => ({
      location,
      displayName: undefined,
      diagnostics: index === 0 ? [asDiagnostic(error, location.at)] : [],
    }));
  }
  return Promise.all(locations.map((location) => checkLocation(location, api, deployed)));
}

async function checkLocation(
  location: Location,
  api: CloudControl,
  deployed: ReadonlySet<string> | undefined,
): Promise<CheckedLocation> {
  const { id, at, region } = location;
  try {
    const dataCentres = await api.list("infrastructure/datacenter", "2.4", {});
    const dataCentre = dataCentres.find((one) => one.id === id);
    if (dataCentre === undefined) {
      const known = dataCentres.map((one) => String(one.id)).sort();
      const message = `region ${region} has no location ${id} for this account`;
      const hints = namesHint(`locations there`, id, known);
      return { location, displayName: undefined, diagnostics: [{ severity: "error", at, message, hints }] };
    }
    const found = await Promise.all([checkDomain(location, api, deployed), checkImages(location, api)]);
    return {
      location,
      displayName: String(dataCentre.displayName ?? id),
      diagnostics: [...found.flat(), ...checkLimits(location, dataCentre)].sort(byPlace),
    };
  } catch (error) {
    return { location, displayName: undefined, diagnostics: [asDiagnostic(error, at)] };
  }
}

/** What went wrong between here and the API, at the place in the plan that wants it. Mistakes of ours go on. */
function asDiagnostic(error: unknown, at: Position): Diagnostic {
  if (error instanceof Failure) {
    return { severity: "error", at, message: error.message, hints: error.hints };
  }
  throw error;
}

function byPlace(one: Diagnostic, other: Diagnostic): number {
  return one.at.line - other.at.line || one.at.column - other.at.column;
}
