import { resources } from "./schemas/changes.json";

/**
 * What a changed argument causes in the published provider:
 * - `replace`: the resource is destroyed and created again;
 * - `restart`: it is changed in place, and the server is shut down and started for it;
 * - `inPlace`: it is changed in place;
 * - `ignored`: the plan accepts it, and nothing is done;
 * - `neverRests`: the plan shows it as a change, nothing or only a part is done, and the next plan shows it again.
 */
export const EFFECTS = ["replace", "restart", "inPlace", "ignored", "neverRests"] as const;
export type Effect = (typeof EFFECTS)[number];

/** The same by resource type, with the place in the provider's code; each argument is listed under one effect. */
export type Changes = Readonly<
  Record<string, { readonly source: string } & Readonly<Partial<Record<Effect, readonly string[]>>>>
>;

export const CHANGES: Changes = resources;

/** The effect of a changed argument; undefined: not known. */
export function effectOf(type: string, argument: string): Effect | undefined {
  return EFFECTS.find((effect) => CHANGES[type]?.[effect]?.includes(argument));
}
