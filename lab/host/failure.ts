/** What went wrong in a rehearsal and what to do about it: shown without a stack trace. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly hints: readonly string[] = [],
  ) {
    super(message);
  }
}

/** Ctrl-C came while this was being done. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
  }
}
