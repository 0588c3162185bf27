// @module-tag unit
import { describe, expect, it } from "vitest";
import { Size } from "../../../constructs/words/size";

describe("a size", () => {
  it.each([0, -1, 1.5, Number.NaN])("is not %s GB", (amount) => {
    expect(() => Size.gigabytes(amount)).toThrow(`size is ${amount} GB`);
  });
});
