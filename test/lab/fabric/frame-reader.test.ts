// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST_FRAME_OCTETS } from "../../../lab/fabric/frame";
import { FrameReader } from "../../../lab/fabric/frame-reader";

function withLength(frame: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(frame.length);
  return Buffer.concat([length, frame]);
}

/** A stream cut at places that have nothing to do with its frames. */
function cut(stream: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (stream.length + 1)), stream.length].sort((a, b) => a - b);
  return ends.map((end, index) => stream.subarray(index === 0 ? 0 : ends[index - 1], end));
}

describe("frames on a socket", () => {
  it("are found however the stream is cut", () => {
    const frames = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 });
    fc.assert(
      fc.property(frames, fc.array(fc.nat(), { maxLength: 30 }), (sent, places) => {
        const found: Buffer[] = [];
        const reader = new FrameReader((frame) => found.push(Buffer.from(frame)));
        for (const chunk of cut(Buffer.concat(sent.map(withLength)), places)) {
          expect(reader.read(chunk)).toBe(true);
        }
        expect(found).toEqual(sent.map(withLength));
      }),
      { numRuns: 500 },
    );
  });

  it("may be as long as a network card of QEMU makes them", () => {
    const found: Buffer[] = [];
    const reader = new FrameReader((frame) => found.push(frame));
    const longest = withLength(Buffer.alloc(LONGEST_FRAME_OCTETS, 1));
    expect(cut(longest, [3, 5000, 60_000]).every((chunk) => reader.read(chunk))).toBe(true);
    expect(found).toEqual([longest]);
  });

  it("are none where a length is beyond that, whole or in pieces", () => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(LONGEST_FRAME_OCTETS + 1);
    const read = (chunks: readonly Buffer[]) => {
      const reader = new FrameReader(() => expect.fail("no frame is expected"));
      return chunks.map((chunk) => reader.read(chunk));
    };
    expect(read([length])).toEqual([false]);
    expect(read([length.subarray(0, 2), length.subarray(2)])).toEqual([true, false]);
  });
});
