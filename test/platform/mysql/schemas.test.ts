// @module-tag unit
import { expect, it } from "vitest";
import { isReservedSchema } from "../../../platform/mysql/schemas";

it.each([
  "mysql",
  "SYS",
  "Information_Schema",
  "performance_schema",
  "plumbline",
])("%s is not a plan's to use", (name) => {
  expect(isReservedSchema(name)).toBe(true);
});

it.each(["db01", "mysql2", "system"])("%s is free", (name) => {
  expect(isReservedSchema(name)).toBe(false);
});
