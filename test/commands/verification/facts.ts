import { Facts } from "../../../commands/verification/facts";

/** Facts as a script on a node would have found them. */
export function factsOf(values: Readonly<Record<string, string | readonly string[]>>): Facts {
  const lines = Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((one) => `fact\t${name}\t${one}\n`),
  );
  const facts = Facts.read(`${lines.join("")}fact\tcomplete\tyes\n`);
  if (facts === undefined) {
    throw new Error("no facts");
  }
  return facts;
}
