/**
 * Runs `work` while cdktf cannot record, for each of its tokens, which calls made it. cdktf records this even if an app
 * asks for no stack traces; nobody reads it, and it costs an eighth of a synthesis. Errors keep their stack traces.
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
