import { LAB_ACCOUNT } from "../cloud/cloud";
import { Rehearsal, type RehearsalOptions } from "./rehearsal";
import { runScenario, type ScenarioOptions } from "./scenario";

export interface InfrastructureOptions extends RehearsalOptions, ScenarioOptions {}

/**
 * Rehearses a plan's infrastructure, from synthesis to nothing left.
 * @returns the exit code: 0; 1 if something failed; 130 if it was cancelled
 */
export async function rehearseInfrastructure(options: InfrastructureOptions): Promise<number> {
  const rehearsal = await Rehearsal.begin(options);
  try {
    return await runScenario(rehearsal, options, {
      heading: heading(rehearsal),
      build: [
        ["providers", (say) => rehearsal.prepareProviders(say)],
        ["synthesize", () => rehearsal.synthesize()],
        ["init", () => rehearsal.init()],
        ["apply", (say) => rehearsal.apply(say)],
        ["second plan", () => rehearsal.planAgain(), "go on after a failure"],
        ["checks", () => rehearsal.check(), "go on after a failure"],
      ],
      remove: [
        ["destroy", (say) => rehearsal.destroy(say)],
        ["after destroy", () => rehearsal.nothingLeft()],
      ],
      lastWords: ["second plan", "after destroy"],
      howToLook: () => howToLook(rehearsal),
    });
  } finally {
    await rehearsal.end();
  }
}

function heading({ fittings }: Rehearsal): string {
  const places = fittings.locations.map(({ id }) => id).join(", ");
  return `Rehearsing the infrastructure of ${fittings.file} at ${places}, on a simulated cloud`;
}

function howToLook({ endpoints, folder }: Rehearsal): string {
  const [, first] = Object.entries(endpoints)[0] ?? [];
  return `
The cloud goes on, with all that was applied:

${Object.entries(endpoints)
  .map(([region, url]) => `  ${region.padEnd(7)} ${url}`)
  .join("\n")}

  curl -u ${LAB_ACCOUNT.user}:${LAB_ACCOUNT.password} ${first}/lab/state
  cd ${folder.stack} && terraform show

Ctrl-C ends it and removes everything in it.
`;
}
