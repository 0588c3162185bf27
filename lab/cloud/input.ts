import { type FieldProblem, invalidInput } from "./refusal";

/** The parsed body of a request, or a part of it. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a method returns for a wrong field. The problem is recorded, and {@link Input.check} throws it. */
const WRONG = { text: "", number: 0, flag: false } as const;

export interface NumberLimits {
  readonly least: number;
  readonly most: number;
}

/**
 * Reads the fields of a request and records every problem, so that one answer names them all. In XML every value is
 * text; in JSON a number must be a number, as the real API's clients send it.
 */
export class Input {
  constructor(
    private readonly fields: Fields,
    private readonly form: "json" | "xml",
    private readonly problems: FieldProblem[] = [],
    private readonly path: string = "",
  ) {}

  /** Throws INVALID_INPUT_DATA with every recorded problem. */
  check(): void {
    if (this.problems.length > 0) {
      throw invalidInput(this.problems);
    }
  }

  /** Records that a field is wrong. */
  problem(name: string, value: string): void {
    this.problems.push({ name: `${this.path}${name}`, value });
  }

  /** Whether a field is present; null counts as absent. */
  has(name: string): boolean {
    return this.fields[name] !== undefined && this.fields[name] !== null;
  }

  text(name: string, most = 255): string {
    const text = this.optionalText(name, most);
    if (text === undefined || text === "") {
      if (!this.has(name) || text === "") {
        this.problem(name, "is required");
      }
      return WRONG.text;
    }
    return text;
  }

  optionalText(name: string, most = 255): string | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) {
      return undefined;
    }
    if (typeof value !== "string") {
      this.problem(name, "must be text");
      return undefined;
    }
    if (value.length > most) {
      this.problem(name, `has ${value.length} characters; at most ${most} are allowed`);
    }
    return value;
  }

  /** A name that may be absent (unchanged) but not empty. */
  optionalName(name: string, most = 255): string | undefined {
    const text = this.optionalText(name, most);
    if (text === "") {
      this.problem(name, "must not be empty");
    }
    return text;
  }

  number(name: string, limits: NumberLimits): number {
    if (!this.has(name)) {
      this.problem(name, "is required");
      return WRONG.number;
    }
    return this.optionalNumber(name, limits) ?? WRONG.number;
  }

  optionalNumber(name: string, { least, most }: NumberLimits): number | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) {
      return undefined;
    }
    const number = this.form === "xml" && typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== "number" || !Number.isInteger(number)) {
      this.problem(name, "must be a whole number");
      return undefined;
    }
    if (number < least || number > most) {
      this.problem(name, `is ${number}; ${least} to ${most} is allowed`);
    }
    return number;
  }

  flag(name: string): boolean {
    if (!this.has(name)) {
      this.problem(name, "is required");
      return WRONG.flag;
    }
    return this.optionalFlag(name) ?? WRONG.flag;
  }

  optionalFlag(name: string): boolean | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) {
      return undefined;
    }
    if (typeof value === "boolean") {
      return value;
    }
    if (this.form === "xml" && (value === "true" || value === "false")) {
      return value === "true";
    }
    this.problem(name, "must be true or false");
    return undefined;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    if (!this.has(name)) {
      this.problem(name, `is required: one of ${allowed.join(", ")}`);
      return allowed[0] as T;
    }
    return this.optionalOneOf(name, allowed) ?? (allowed[0] as T);
  }

  optionalOneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) {
      return undefined;
    }
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) {
      this.problem(name, `is ${JSON.stringify(value)}; one of ${allowed.join(", ")} is allowed`);
    }
    return found;
  }

  /** A part of the request that is an object. If it is missing, its required fields report it. */
  part(name: string): Input {
    return this.optionalPart(name) ?? this.inner({}, name);
  }

  optionalPart(name: string): Input | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null || (this.form === "xml" && value === "")) {
      return undefined;
    }
    if (typeof value !== "object" || Array.isArray(value)) {
      this.problem(name, "must be an object");
      return undefined;
    }
    return this.inner(value as Fields, name);
  }

  /** A list of objects; null or absent means empty. */
  parts(name: string): Input[] {
    return this.entries(name).flatMap((value, index) => {
      if (typeof value === "object" && value !== null && !Array.isArray(value)) {
        return [this.inner(value as Fields, `${name}[${index}]`)];
      }
      this.problem(`${name}[${index}]`, "must be an object");
      return [];
    });
  }

  /** A list of texts; null or absent means empty. */
  texts(name: string): string[] {
    return this.entries(name).flatMap((value, index) => {
      if (typeof value === "string") {
        return [value];
      }
      this.problem(`${name}[${index}]`, "must be text");
      return [];
    });
  }

  private entries(name: string): readonly unknown[] {
    const value = this.fields[name];
    if (value === undefined || value === null || (this.form === "xml" && value === "")) {
      return [];
    }
    if (Array.isArray(value)) {
      return value;
    }
    // in XML, a list of one element looks like a single value
    if (this.form === "xml") {
      return [value];
    }
    this.problem(name, "must be a list");
    return [];
  }

  private inner(fields: Fields, name: string): Input {
    return new Input(fields, this.form, this.problems, `${this.path}${name}.`);
  }
}
