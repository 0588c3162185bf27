// @module-tag unit
import { expect, it } from "vitest";
import { EXPECTED_SSHD } from "../../../commands/verification/expected-sshd";
import { SSHD_VALUES } from "../../../platform/baseline/sshd";

it("a node is verified by what its baseline says of passwords and root", () => {
  const baseline = Object.entries(SSHD_VALUES).map(([keyword, value]) => [keyword.toLowerCase(), value]);
  expect(Object.fromEntries(baseline)).toMatchObject(EXPECTED_SSHD);
});
