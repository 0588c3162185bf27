/**
 * The text to print for an error that ends a lab program: the message for an error of the operating system (a file or a
 * port), the stack for anything else.
 */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return "syscall" in error ? error.message : (error.stack ?? error.message);
}
