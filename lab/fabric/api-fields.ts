/** An object of the API's JSON. */
export type ApiObject = Readonly<Record<string, unknown>>;

/** Reads the API's JSON field by field. It gathers what it does not understand and never skips it. */
export class FieldReader {
  constructor(private readonly problems: string[]) {}

  refuse(where: string, found: unknown, wanted: string): void {
    this.problems.push(`${where} is ${JSON.stringify(found) ?? "missing"}; ${wanted}`);
  }

  /** The value as an object with no other fields than these. */
  object(value: unknown, where: string, fields: readonly string[]): ApiObject | undefined {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.refuse(where, value, "an object is expected");
      return undefined;
    }
    for (const field of Object.keys(value)) {
      if (!fields.includes(field)) {
        this.problems.push(`${where} has a field ${JSON.stringify(field)}; known are ${fields.join(", ")}`);
      }
    }
    return value as ApiObject;
  }

  text(object: ApiObject, field: string, where: string): string {
    const value = object[field];
    if (typeof value !== "string" || value === "") {
      this.refuse(`${where}: ${field}`, value, "a text is expected");
      return "";
    }
    return value;
  }

  /** Translates one of the known words to the fabric's name for it. */
  word<T>(object: ApiObject, field: string, where: string, words: Readonly<Record<string, T>>): T | undefined {
    const value = object[field];
    if (typeof value !== "string" || !Object.hasOwn(words, value)) {
      this.refuse(`${where}: ${field}`, value, `${Object.keys(words).join(", ")} are known`);
      return undefined;
    }
    return words[value];
  }

  flag(object: ApiObject, field: string, where: string): boolean {
    const value = object[field];
    if (typeof value !== "boolean") {
      this.refuse(`${where}: ${field}`, value, "true or false is expected");
    }
    return value === true;
  }

  /** A whole number; with `optional`, absent and null are undefined. */
  number(object: ApiObject, field: string, where: string, least: number, most: number, optional = false) {
    const value = object[field];
    if (optional && (value === undefined || value === null)) {
      return undefined;
    }
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
      this.refuse(`${where}: ${field}`, value, `a whole number from ${least} to ${most} is expected`);
      return undefined;
    }
    return value as number;
  }

  list(object: ApiObject, field: string, where: string): readonly unknown[] {
    const value = object[field];
    if (!Array.isArray(value)) {
      this.refuse(`${where}: ${field}`, value, "a list is expected");
      return [];
    }
    return value;
  }
}
