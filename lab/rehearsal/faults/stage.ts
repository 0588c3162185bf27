import type { Terraform } from "../terraform/terraform";

/**
 * How far a deployment has come when the fault is met: each is prepared once, with a deployment that stops there
 * because the operations that would go on are refused.
 */
export const STAGES = {
  "nothing deployed": { refused: ["deployNetworkDomain"], run: "apply" },
  "network domains deployed": { refused: ["deployVlan", "createFirewallRule"], run: "apply" },
  "VLANs deployed": { refused: ["deployServer", "createFirewallRule"], run: "apply" },
  "servers deployed": { refused: ["createNatRule", "createFirewallRule", "enableServerMonitoring"], run: "apply" },
  /** The fault is met when what stands is read again. */
  deployed: { refused: [], run: "apply" },
  destroy: { refused: [], run: "destroy" },
} as const satisfies Readonly<Record<string, { readonly refused: readonly string[]; readonly run: keyof Terraform }>>;

export type Stage = keyof typeof STAGES;
