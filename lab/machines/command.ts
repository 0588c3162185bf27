import type { Command } from "./image/machine-image";

/** A program with the arguments that it always has: apart, or in one list. */
export type Program = Command | readonly string[];

/** A program's own words, first the program. */
export function wordsOf(program: Program): readonly string[] {
  return "program" in program ? [program.program, ...program.leading] : program;
}
