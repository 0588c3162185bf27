// How much of the generated tests runs. They take the same first cases each time; nightly runs (npm run test:all) take all.

/** Whether all generated cases are wanted: PLUMBLINE_TESTS=all. */
export const ALL = process.env.PLUMBLINE_TESTS === "all";

/** The cases to be tried: all of them, or `some` of them that are spread evenly over the list, the same each time. */
export function tried<T>(cases: readonly T[], some: number): readonly T[] {
  if (ALL || cases.length <= some) {
    return cases;
  }
  return Array.from({ length: some }, (_, index) => cases[Math.floor((index * cases.length) / some)] as T);
}
