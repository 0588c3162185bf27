import type { Terraform } from "../terraform/terraform";

/**
 * How far a deployment is when the fault happens. Each stage is prepared once: its deployment stops because later
 * operations are refused.
 */
export const STAGES = {
  "nothing deployed": { refused: ["deployNetworkDomain"], run: "apply" },
  "network domains deployed": { refused: ["deployVlan", "createFirewallRule"], run: "apply" },
  "VLANs deployed": { refused: ["deployServer", "createFirewallRule"], run: "apply" },
  "servers deployed": { refused: ["createNatRule", "createFirewallRule", "enableServerMonitoring"], run: "apply" },
  /** The fault happens when deployed resources are read again. */
  deployed: { refused: [], run: "apply" },
  destroy: { refused: [], run: "destroy" },
} as const satisfies Readonly<Record<string, { readonly refused: readonly string[]; readonly run: keyof Terraform }>>;

export type Stage = keyof typeof STAGES;
