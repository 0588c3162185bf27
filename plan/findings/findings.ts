import { type Diagnostic, type Position, positionText } from "./diagnostic";

/** End of the message about a directive that plumbery supports and this version does not. */
export const NOT_SUPPORTED = "is not supported in this version";

/** Collects the findings about a plan, so that all are reported at once. */
export class Findings {
  private readonly found = new Map<string, Diagnostic>();
  private readonly gathered = new Map<
    string,
    {
      readonly severity: Diagnostic["severity"];
      readonly first: Position;
      readonly further: Position[];
      readonly hints: readonly string[];
    }
  >();

  /** Records an error. The same message about the same place is reported once, however many parts inherit the place. */
  public error(at: Position, message: string, ...hints: readonly string[]): void {
    this.add({ severity: "error", at, message, hints });
  }

  /** Records something that is odd but not wrong. */
  public warning(at: Position, message: string, ...hints: readonly string[]): void {
    this.add({ severity: "warning", at, message, hints });
  }

  /** Records what this version does not support: one error for each thing, however often the plan uses it. */
  public unsupported(at: Position, message: string, ...hints: readonly string[]): void {
    this.gather("error", at, message, hints);
  }

  /** Records what is odd in the same way at many places: one warning for each thing. */
  public oddity(at: Position, message: string, ...hints: readonly string[]): void {
    this.gather("warning", at, message, hints);
  }

  private gather(severity: Diagnostic["severity"], at: Position, message: string, hints: readonly string[]): void {
    const known = this.gathered.get(message);
    if (known === undefined) {
      this.gathered.set(message, { severity, first: at, further: [], hints });
    } else if (![known.first, ...known.further].some((place) => positionText(place) === positionText(at))) {
      known.further.push(at);
    }
  }

  /** Everything found, in the order of the files and of the places in them. */
  public get diagnostics(): readonly Diagnostic[] {
    const gathered = [...this.gathered].map(([message, { severity, first, further, hints }]): Diagnostic => {
      const places = [first, ...further].sort(byPosition);
      const others = places.slice(1).map((place) => `${place.line}:${place.column}`);
      return {
        severity,
        at: places[0] as Position,
        message,
        hints: others.length > 0 ? [...hints, `also at ${others.join(", ")}`] : hints,
      };
    });
    return [...this.found.values(), ...gathered].sort((one, other) => byPosition(one.at, other.at));
  }

  public get hasErrors(): boolean {
    return [...this.found.values(), ...this.gathered.values()].some(({ severity }) => severity === "error");
  }

  private add(diagnostic: Diagnostic): void {
    const key = `${positionText(diagnostic.at)}:${diagnostic.message}`;
    if (!this.found.has(key)) {
      this.found.set(key, diagnostic);
    }
  }
}

function byPosition(one: Position, other: Position): number {
  const byFile = one.file < other.file ? -1 : one.file > other.file ? 1 : 0;
  return byFile || one.line - other.line || one.column - other.column;
}
