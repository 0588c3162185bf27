import { type Place, type Position, positionText } from "../../plan/findings/diagnostic";
import { placeOfRead } from "../../plan/yaml/places";

/** Positions as the map shows them, `file:line:column`, each once, in the order given. */
export function positionTexts(...positions: readonly (readonly Position[])[]): readonly string[] {
  return [...new Set(positions.flat().map(positionText))];
}

/** The first of these positions: where something is asked for. */
export function firstText(...positions: readonly (readonly Position[])[]): string | undefined {
  return positionTexts(...positions)[0];
}

/** Where an object comes from that was read from a plan, such as a port or a disk. */
export function originsOfRead(read: object, ...path: readonly (string | number)[]): readonly Position[] {
  return placeOfRead(read)?.origins(...path) ?? [];
}

/** Where the generation of a secret comes from; `settings` is the place of the plan's settings. */
export function generationOrigins(settings: Place, secret: string): readonly Position[] {
  const longer = settings.origins("secrets", secret, "generation");
  return longer.length > 0 ? longer : settings.origins("secrets", secret);
}
