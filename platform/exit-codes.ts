/**
 * Exit codes of this project's programs. ssh's own exit code is passed on instead. `usage` is EX_USAGE of sysexits(3),
 * because Terraform uses 2 for a plan with changes.
 */
export const EXIT = { success: 0, failure: 1, changes: 2, unknown: 3, usage: 64, interrupted: 130 } as const;
