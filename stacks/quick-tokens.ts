/**
 * Runs `work` while cdktf cannot note for each of its tokens which calls made it. It does so even where an app asks for no
 * stack traces, nobody reads them, and they cost an eighth of a synthesis. Errors keep theirs.
 */
export function withoutTokenTraces<T>(work: () => T): T {
  const capture = Error.captureStackTrace;
  Error.captureStackTrace = () => {};
  try {
    return work();
  } finally {
    Error.captureStackTrace = capture;
  }
}
