/**
 * How the simulated platform behaves where its documents are silent or contradict each other, and how long its work
 * takes. A rehearsal must succeed under every combination.
 */
export interface Settings {
  /** Milliseconds from a request to the end of its work. @default 0 */
  readonly delayMs: number;
  /** Milliseconds for individual operations, by name, e.g. `{ deployServer: 5000 }`; others take the default. */
  readonly delaysMs: Readonly<Record<string, number>>;
  /**
   * Whether a second concurrent deployment of a network domain or VLAN (by the same organisation, in the same region)
   * is RESOURCE_BUSY. @default true
   */
  readonly oneNetworkDeploymentAtATime: boolean;
  /** Whether `reconfigureServer` works on a running server; otherwise SERVER_STARTED. @default true */
  readonly reconfigureRunning: boolean;
  /** Whether a firewall rule placed LAST stands before `CCDEFAULT.*` (and so wins) or after it. @default true */
  readonly lastRuleBeforeDefaults: boolean;
  /** Whether failed resources can be deleted; otherwise RESOURCE_LOCKED (`cleanServer` always works). @default true */
  readonly deleteFailed: boolean;
  /** Whether a monitored server can be deleted; otherwise HAS_DEPENDENCY. @default true */
  readonly deleteMonitored: boolean;
  /** Public IPv4 addresses that a network domain may hold per server; null: no limit. @default 3 */
  readonly publicAddressesPerServer: number | null;
  /** The answer to a list of tags past its last page; the real API has been seen to fail. @default "empty" */
  readonly tagsPastTheEnd: "empty" | "error";
  /** Longest name of a firewall rule: the documents say 75 in one place and 60 in another. @default 75 */
  readonly firewallRuleNameLength: number;
  /** Tag keys that every organisation has from the start. @default [] */
  readonly tagKeys: readonly string[];
}

/** The platform as documented; where its documents leave room, as its public clients have seen it. */
export const STRICT: Settings = {
  delayMs: 0,
  delaysMs: {},
  oneNetworkDeploymentAtATime: true,
  reconfigureRunning: true,
  lastRuleBeforeDefaults: true,
  deleteFailed: true,
  deleteMonitored: true,
  publicAddressesPerServer: 3,
  tagsPastTheEnd: "empty",
  firewallRuleNameLength: 75,
  tagKeys: [],
};

/** How long an operation's work takes. */
export function delayOf(settings: Settings, operation: string): number {
  return settings.delaysMs[operation] ?? settings.delayMs;
}
