/** A failure of a rehearsal, with what to do about it. Shown without a stack trace. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly hints: readonly string[] = [],
  ) {
    super(message);
  }
}

/** Ctrl-C interrupted this activity. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
  }
}
