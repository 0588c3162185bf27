/**
 * What is said of an error that a program of the lab ends with: what the operating system refuses, a file or a port, in
 * its own words; the stack of anything else.
 */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return "syscall" in error ? error.message : (error.stack ?? error.message);
}
