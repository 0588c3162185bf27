// @module-tag unit
import fc from "fast-check";
import { expect, it } from "vitest";
import { isForOperators } from "../../../../lab/rehearsal/checks/wanted-rules";
import { isLogin } from "../../../../platform/baseline/login";

it("a rehearsal wants for operators alone what the platform's facts call a login", () => {
  const protocol = fc.constantFrom("tcp" as const, "udp" as const);
  const near = fc.integer({ min: 18, max: 26 });
  fc.assert(
    fc.property(protocol, near, near, (protocol, one, other) => {
      const port = { protocol, begin: Math.min(one, other), end: Math.max(one, other) };
      expect(isForOperators(port)).toBe(isLogin(port));
    }),
  );
  expect(isForOperators({ protocol: "icmp" })).toBe(isLogin({ protocol: "icmp", begin: 0, end: 0 }));
  expect(isForOperators({ protocol: "tcp", begin: 22, end: 22 })).toBe(true);
});
