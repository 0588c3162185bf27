import { EXIT } from "../../platform/exit-codes";

/** What went wrong and what an operator can do about it: shown without a stack trace. */
export class Failure extends Error {
  public constructor(
    message: string,
    public readonly hints: readonly string[] = [],
    public readonly exitCode: number = EXIT.failure,
  ) {
    super(message);
  }
}

/** The command line is not as it should be: exit code 64. */
export class UsageError extends Error {}
