// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checksumOver } from "../../../lab/fabric/checksum";
import { addressText, checksum } from "./packets";

const octets = fc.uint8Array({ minLength: 0, maxLength: 1600 });
const address = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe("the checksum of an upper layer", () => {
  it("is that of RFC 1071, as worked out with numbers of any size", () => {
    fc.assert(
      fc.property(address, address, fc.nat({ max: 255 }), octets, (source, destination, protocol, body) => {
        const bytes = Buffer.concat([source, destination, body]);
        const [from, to] = [addressText(Buffer.from(source)), addressText(Buffer.from(destination))];
        const found = checksumOver(bytes, 0, protocol, 32, bytes.length);
        // 0 and 0xffff are the same number in ones' complement
        expect(found % 0xffff).toBe(checksum(from, to, protocol, Buffer.from(body)) % 0xffff);
      }),
    );
  });

  it("is 0 over a message that holds it, and not over one with a bit turned", () => {
    fc.assert(
      fc.property(
        address,
        address,
        fc.uint8Array({ minLength: 8, maxLength: 99 }),
        fc.nat(),
        (one, other, body, bit) => {
          const bytes = Buffer.concat([one, other, body]);
          bytes.writeUInt16BE(0, 34);
          bytes.writeUInt16BE(checksumOver(bytes, 0, 58, 32, bytes.length), 34);
          expect(checksumOver(bytes, 0, 58, 32, bytes.length)).toBe(0);
          const at = 32 + (Math.floor(bit / 8) % body.length);
          bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
          expect(checksumOver(bytes, 0, 58, 32, bytes.length)).not.toBe(0);
        },
      ),
    );
  });
});
