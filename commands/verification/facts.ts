const LINE = /^fact\t([^\t]+)\t([^\t]*)$/;

/** What a script found on a node. A name may have several values. */
export class Facts {
  private constructor(private readonly values: ReadonlyMap<string, readonly string[]>) {}

  /**
   * Reads lines of `fact`, name and value, separated by tabs; ignores all other lines. Undefined: the last fact,
   * `complete`, is missing, so the script did not run to its end.
   */
  public static read(text: string): Facts | undefined {
    const values = new Map<string, string[]>();
    for (const line of text.split("\n")) {
      const [, name, value] = LINE.exec(line) ?? [];
      if (name !== undefined && value !== undefined) {
        values.set(name, [...(values.get(name) ?? []), value.trim()]);
      }
    }
    return values.has("complete") ? new Facts(values) : undefined;
  }

  /** The value, or the first of several; undefined if there is none or it is empty. */
  public one(name: string): string | undefined {
    return this.values.get(name)?.[0] || undefined;
  }

  public all(name: string): readonly string[] {
    return (this.values.get(name) ?? []).filter((value) => value !== "");
  }

  /** Whether there is such a fact, empty or not. */
  public has(name: string): boolean {
    return this.values.has(name);
  }

  /** The value as a number; NaN if it is not one. */
  public number(name: string): number {
    const value = this.one(name);
    return value === undefined ? Number.NaN : Number(value);
  }
}
