import type { Call } from "../call";
import type { V1Document } from "../wire/answer-v1";

/** One operation of API 0.9, which speaks XML only. */
export interface V1Operation {
  readonly name: string;
  /** What answers call it. */
  readonly title: string;
  readonly method: "GET" | "POST";
  /** Behind the organisation's id, e.g. `server/{id}/backup`. */
  readonly path: string;
  /** A query parameter without a value that makes another operation of the same path. */
  readonly flag?: string;
  /** The XML element that its body begins with. */
  readonly root?: string;
  readonly run: (call: Call) => V1Document;
}
