import type { Call } from "../call";
import type { V1Document } from "../wire/answer-v1";

/** One operation of API 0.9, which uses XML only. */
export interface V1Operation {
  readonly name: string;
  /** Its name in answers. */
  readonly title: string;
  readonly method: "GET" | "POST";
  /** Path after the organisation's id, e.g. `server/{id}/backup`. */
  readonly path: string;
  /** A query parameter without a value that selects another operation of the same path. */
  readonly flag?: string;
  /** The root element of its body. */
  readonly root?: string;
  /** Whether its body is a form of a web page (`application/x-www-form-urlencoded`), not XML. */
  readonly isForm?: true;
  readonly run: (call: Call) => V1Document;
}
