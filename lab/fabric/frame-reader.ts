import { LONGEST_FRAME_OCTETS } from "./frame";

const LENGTH_OCTETS = 4;

/** Splits a socket's byte stream into frames, however it is divided into chunks. */
export class FrameReader {
  /** The beginning of an incomplete frame. */
  private readonly partial = Buffer.allocUnsafe(LENGTH_OCTETS + LONGEST_FRAME_OCTETS);
  private held = 0;

  /** @param take receives each frame with its length in front, and may modify it */
  constructor(private readonly take: (frame: Buffer) => void) {}

  /** Returns false if the octets cannot be frames. Then the position of the next frame is unknown for good. */
  read(chunk: Buffer): boolean {
    let at = 0;
    if (this.held > 0) {
      at = this.hold(chunk, 0, LENGTH_OCTETS);
      if (this.held < LENGTH_OCTETS) {
        return true;
      }
      const length = this.partial.readUInt32BE(0);
      if (length > LONGEST_FRAME_OCTETS) {
        return false;
      }
      at = this.hold(chunk, at, LENGTH_OCTETS + length);
      if (this.held < LENGTH_OCTETS + length) {
        return true;
      }
      const frame = Buffer.from(this.partial.subarray(0, this.held));
      this.held = 0;
      this.take(frame);
    }
    return this.readWhole(chunk, at);
  }

  private readWhole(chunk: Buffer, start: number): boolean {
    let at = start;
    while (chunk.length - at >= LENGTH_OCTETS) {
      const length = chunk.readUInt32BE(at);
      if (length > LONGEST_FRAME_OCTETS) {
        return false;
      }
      const end = at + LENGTH_OCTETS + length;
      if (end > chunk.length) {
        break;
      }
      this.take(chunk.subarray(at, end));
      at = end;
    }
    this.hold(chunk, at, Number.POSITIVE_INFINITY);
    return true;
  }

  /** Buffers octets until it holds `wanted` of them. Returns the position in the chunk where reading continues. */
  private hold(chunk: Buffer, at: number, wanted: number): number {
    const end = Math.min(chunk.length, at + Math.max(0, wanted - this.held));
    chunk.copy(this.partial, this.held, at, end);
    this.held += end - at;
    return end;
  }
}
