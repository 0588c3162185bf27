/** A resource as the API shows it. */
// every kind has its own fields; whoever reads one knows them from the API's documentation
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Resource = Readonly<Record<string, any>>;

/** How a region's API is reached. */
export interface CloudControlOptions {
  /** Name of the region, for messages. */
  readonly region: string;
  /** Base URL, without a trailing slash. */
  readonly endpoint: string;
  readonly user: string;
  readonly password: string;
  /** Milliseconds after which an answer is given up. @default 30000 */
  readonly timeout?: number;
  /** The environment, which may name a proxy: for messages. */
  readonly env?: NodeJS.ProcessEnv;
}
