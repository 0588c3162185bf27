import { LONGEST_FRAME } from "./frame";

const LENGTH = 4;

/** Finds the frames in what one socket brings, however it is cut. */
export class FrameReader {
  /** The beginning of a frame whose rest has not come yet. */
  private readonly partial = Buffer.allocUnsafe(LENGTH + LONGEST_FRAME);
  private held = 0;

  /** @param take gets each frame with its length in front; the memory is its own to change */
  constructor(private readonly take: (frame: Buffer) => void) {}

  /** Whether the octets can be frames. Once they are not, the place where the next frame begins is lost for good. */
  read(chunk: Buffer): boolean {
    let at = 0;
    if (this.held > 0) {
      at = this.hold(chunk, 0, LENGTH);
      if (this.held < LENGTH) {
        return true;
      }
      const length = this.partial.readUInt32BE(0);
      if (length > LONGEST_FRAME) {
        return false;
      }
      at = this.hold(chunk, at, LENGTH + length);
      if (this.held < LENGTH + length) {
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
    while (chunk.length - at >= LENGTH) {
      const length = chunk.readUInt32BE(at);
      if (length > LONGEST_FRAME) {
        return false;
      }
      const end = at + LENGTH + length;
      if (end > chunk.length) {
        break;
      }
      this.take(chunk.subarray(at, end));
      at = end;
    }
    this.hold(chunk, at, Number.POSITIVE_INFINITY);
    return true;
  }

  /** Keeps octets until `wanted` of them are held; answers where the chunk goes on. */
  private hold(chunk: Buffer, at: number, wanted: number): number {
    const end = Math.min(chunk.length, at + Math.max(0, wanted - this.held));
    chunk.copy(this.partial, this.held, at, end);
    this.held += end - at;
    return end;
  }
}
