import type { IConstruct } from "constructs";
import { refusalsIn } from "../../constructs/words/refusal";
import type { Diagnostic, Position } from "../../plan/findings/diagnostic";
import { PlanError } from "../../plan/findings/plan-error";
import { Refusal } from "../../platform/refusal";

/** Tells problems of a stack's parts at their places in the plan, like all errors of a plan. */
export class Placement {
  private readonly mistakes: Diagnostic[] = [];
  private told = 0;

  constructor(private readonly stack: IConstruct) {}

  /** Makes a part of the stack, and records its problems. */
  placed<Made>(at: Position, make: () => Made): Made {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      this.noteRefused(at, error.message.split("\n"));
      throw new PlanError(this.mistakes);
    } finally {
      this.noteRefused(at);
    }
  }

  /** @throws PlanError with all problems */
  throwMistakes(): void {
    if (this.mistakes.length > 0) {
      throw new PlanError(this.mistakes);
    }
  }

  /** Records what was refused since the last call: a part within another has already recorded its own refusals. */
  private noteRefused(at: Position, more: readonly string[] = []): void {
    const refused = refusalsIn(this.stack);
    const messages = [...refused.slice(this.told), ...more];
    this.mistakes.push(...messages.map((message) => ({ severity: "error" as const, at, message, hints: [] })));
    this.told = refused.length;
  }
}
