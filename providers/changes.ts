import { resources } from "./schemas/changes.json";

/**
 * What comes of another value of an argument, as the published providers do it:
 * - `replace`: the resource is destroyed and made anew;
 * - `restart`: it is changed in place, and the server is shut down and started for it;
 * - `inPlace`: it is changed in place;
 * - `ignored`: the plan takes it, and nothing is done;
 * - `neverRests`: the plan shows it as a change, nothing or not the whole is done, and the next plan shows it again.
 */
export const EFFECTS = ["replace", "restart", "inPlace", "ignored", "neverRests"] as const;
export type Effect = (typeof EFFECTS)[number];

/** The same by resource type, with where the provider's code says so; each argument stands below one effect. */
export type Changes = Readonly<
  Record<string, { readonly source: string } & Readonly<Partial<Record<Effect, readonly string[]>>>>
>;

export const CHANGES: Changes = resources;

/** What comes of another value of an argument; undefined: nobody has looked. */
export function effectOf(type: string, argument: string): Effect | undefined {
  return EFFECTS.find((effect) => CHANGES[type]?.[effect]?.includes(argument));
}
