/**
 * How the simulated platform behaves where its documents are silent or disagree, and how long its work takes.
 * A rehearsal has to hold under every combination.
 */
export interface Settings {
  /** Milliseconds from a request to the end of the work it starts. @default 0 */
  readonly delay: number;
  /** Milliseconds for single operations, by name, e.g. `{ deployServer: 5000 }`; the others take `delay`. */
  readonly delays: Readonly<Record<string, number>>;
  /** Whether a second network domain or VLAN deployment of an organisation in a region is RESOURCE_BUSY. @default true */
  readonly oneNetworkDeploymentAtATime: boolean;
  /** Whether `reconfigureServer` works on a running server; otherwise SERVER_STARTED. @default true */
  readonly reconfigureRunning: boolean;
  /** Whether a firewall rule placed LAST stands before `CCDEFAULT.*` (and so wins) or after it. @default true */
  readonly lastRuleBeforeDefaults: boolean;
  /** Whether resources that failed can be deleted; otherwise RESOURCE_LOCKED (`cleanServer` always works). @default true */
  readonly deleteFailed: boolean;
  /** Whether a server can be deleted while it is monitored; otherwise HAS_DEPENDENCY. @default true */
  readonly deleteMonitored: boolean;
  /** Public IPv4 addresses that a network domain may hold for each of its servers; null: no limit. @default 3 */
  readonly publicAddressesPerServer: number | null;
  /** What a list of tags answers past its last page: the real API has been seen to fail. @default "empty" */
  readonly tagsPastTheEnd: "empty" | "error";
  /** Longest name of a firewall rule: the documents say 75 in one place and 60 in another. @default 75 */
  readonly firewallRuleNameLength: number;
  /** Tag keys that every organisation has from the start. @default [] */
  readonly tagKeys: readonly string[];
}

/** The platform as it is documented; where that is open, as its public clients have met it. */
export const STRICT: Settings = {
  delay: 0,
  delays: {},
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

/** How long an operation's work takes, in milliseconds. */
export function delayOf(settings: Settings, operation: string): number {
  return settings.delays[operation] ?? settings.delay;
}
