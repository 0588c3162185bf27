import { UsageError } from "./failure";

/** Removes a flag of ours from the arguments of another program. */
export function takeFlag(words: readonly string[], name: string): { words: string[]; isSet: boolean } {
  const rest = words.filter((word) => word !== `--${name}`);
  return { words: rest, isSet: rest.length < words.length };
}

/**
 * Removes an option of ours, `--NAME VALUE` or `--NAME=VALUE`, wherever it occurs in the arguments of another program.
 * Throws a UsageError if it has no value.
 */
export function takeValues(words: readonly string[], name: string): { words: string[]; values: string[] } {
  const rest: string[] = [];
  const values: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    const isOurs = word === `--${name}`;
    if (!isOurs && !word.startsWith(`--${name}=`)) {
      rest.push(word);
      continue;
    }
    const value = isOurs ? words[++index] : word.slice(name.length + 3);
    if (!value || value.startsWith("-")) {
      throw new UsageError(`option '--${name}' takes a value`);
    }
    values.push(value);
  }
  return { words: rest, values };
}
