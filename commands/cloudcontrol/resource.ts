/** A resource as the API shows it. */
// every kind has its own fields; whoever reads one knows them from the API's documentation
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Resource = Readonly<Record<string, any>>;

/** How to reach a region's API. */
export interface CloudControlOptions {
  /** Name of the region, for messages. */
  readonly region: string;
  /** Base URL, without a trailing slash. */
  readonly endpoint: string;
  readonly user: string;
  readonly password: string;
  /** How long to wait for an answer. @default 30000 */
  readonly timeoutMs?: number;
  /** The environment, which may name a proxy; used in messages. */
  readonly env?: NodeJS.ProcessEnv;
}
