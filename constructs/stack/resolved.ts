import { DefaultTokenResolver, StringConcat, type TerraformStack, Tokenization } from "cdktf";

const RESOLVER = new DefaultTokenResolver(new StringConcat());

/** What stands in a text for which cdktf may have something else. */
const MARKS = /TfToken\[|e\+289|Map Token Value/;

type Data = Readonly<Record<string, unknown>>;

/**
 * Data with what cdktf's tokens stand for in their place, and without what cdktf notes about its elements. Nearly all
 * data of a stack are literal, and cdktf spends half of a synthesis on them: it makes a context for each, looks through
 * each for every kind of token, and does both twice. Here it is asked for those alone that bear one of its marks.
 * @throws as cdktf does
 */
export function resolved(stack: TerraformStack, data: unknown): unknown {
  try {
    return resolvedPart(stack, data);
  } catch {
    // its message names the place within all of the data
    return byCdktf(stack, data);
  }
}

function resolvedPart(stack: TerraformStack, part: unknown): unknown {
  switch (typeof part) {
    case "string":
      return MARKS.test(part) ? byCdktf(stack, part) : part;
    case "number":
      return isLiteral(part) ? part : byCdktf(stack, part);
    case "boolean":
    case "undefined":
      return part;
    case "object":
      if (part === null) {
        return null;
      }
      if (Array.isArray(part)) {
        return resolvedList(stack, part);
      }
      return Object.getPrototypeOf(part) === Object.prototype
        ? resolvedRecord(stack, part as Data)
        : byCdktf(stack, part);
    default:
      return byCdktf(stack, part);
  }
}

function resolvedList(stack: TerraformStack, list: readonly unknown[]): unknown {
  // one of them may stand for the whole list
  if (list.some((item) => (typeof item === "string" ? MARKS.test(item) : typeof item === "number" && !isLiteral(item)))) {
    return byCdktf(stack, list);
  }
  return list.map((item) => resolvedPart(stack, item)).filter((item) => item !== undefined);
}

function resolvedRecord(stack: TerraformStack, record: Data): unknown {
  if (typeof record.resolve === "function") {
    return byCdktf(stack, record);
  }
  const whole: Record<string, unknown> = {};
  for (const key of Object.keys(record)) {
    // a key may stand for another, or for the whole record
    if (MARKS.test(key)) {
      return byCdktf(stack, record);
    }
    const value = key === "//" ? undefined : resolvedPart(stack, record[key]);
    if (value !== undefined) {
      whole[key] = value;
    }
  }
  return whole;
}

/** Numbers that stand for something else are negative. */
function isLiteral(number: number): boolean {
  return number >= 0;
}

function byCdktf(stack: TerraformStack, data: unknown): unknown {
  return Tokenization.resolve(data, { scope: stack, resolver: RESOLVER, preparing: false });
}
