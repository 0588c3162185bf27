/**
 * How a program of this project ends, as a shell sees it. Another program's own code (ssh) is passed on instead.
 * `usage` is EX_USAGE of sysexits(3): 2 is what Terraform says of a plan with changes.
 */
export const EXIT = { success: 0, failure: 1, changes: 2, unknown: 3, usage: 64, interrupted: 130 } as const;
