// @module-tag unit
import fc from "fast-check";
import { expect, it } from "vitest";
import { parseInbound, parsePort, withoutRepeats } from "../../../plan/location/ports";

it("reads ports as glue and as accept spell them", () => {
  const port = fc.integer({ min: 1, max: 65_535 });
  fc.assert(
    fc.property(port, port, fc.constantFrom("tcp", "udp"), (one, other, protocol) => {
      const [begin, end] = [Math.min(one, other), Math.max(one, other)];
      expect(parseInbound(`${protocol}:${begin}..${end}`)).toEqual({ protocol, begin, end });
      expect(parseInbound(`${begin}`)).toEqual({ protocol: "tcp", begin, end: begin });
      expect(parsePort(protocol, `${begin}..${end}`)).toEqual({ protocol, begin, end });
      if (begin < end) {
        expect(parseInbound(`${end}..${begin}`)).toBeUndefined();
        expect(parsePort(protocol, `${end}..${begin}`)).toBeUndefined();
      }
    }),
  );
});

it.each(["0", "65536", "", "..", "1..", "a", "22 ", "-1", "1...2", "99999"])("reads no port in %s", (text) => {
  expect(parseInbound(text)).toBeUndefined();
  expect(parsePort("tcp", text)).toBeUndefined();
});

it("drops ports that are there already", () => {
  const ssh = { protocol: "tcp", begin: 22, end: 22 } as const;
  expect(withoutRepeats([ssh, { ...ssh, protocol: "udp" }, { ...ssh }])).toEqual([ssh, { ...ssh, protocol: "udp" }]);
});
