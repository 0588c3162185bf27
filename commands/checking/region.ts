import type { Diagnostic, Position } from "../../plan/findings/diagnostic";
import type { Location } from "../../plan/plan";
import { namesHint } from "../../plan/shape/nearest";
import { Failure } from "../cli/command";
import type { CloudControl } from "../cloudcontrol/cloudcontrol";
import { checkDomains } from "./domain";
import { checkImages } from "./image";
import { checkLimits } from "./limits";

/** The findings about a location. */
export interface CheckedLocation {
  readonly location: Location;
  /** The data centre's display name, e.g. `Germany - Frankfurt`; undefined if it was not reached. */
  readonly displayName: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks the locations of one region concurrently. If the region itself fails, only its first location reports it.
 * @param deployed ids of this plan's own networks; undefined if they are not known
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
    const found = await Promise.all([checkDomains(location, api, deployed), checkImages(location, api)]);
    return {
      location,
      displayName: String(dataCentre.displayName ?? id),
      diagnostics: [...found.flat(), ...checkLimits(location, dataCentre)].sort(byPlace),
    };
  } catch (error) {
    return { location, displayName: undefined, diagnostics: [asDiagnostic(error, at)] };
  }
}

/** Converts an error of the API or the network to a finding at the plan's line. Other errors are thrown. */
function asDiagnostic(error: unknown, at: Position): Diagnostic {
  if (error instanceof Failure) {
    return { severity: "error", at, message: error.message, hints: error.hints };
  }
  throw error;
}

function byPlace(one: Diagnostic, other: Diagnostic): number {
  return one.at.line - other.at.line || one.at.column - other.at.column;
}
