import type { OperationRow } from "./pair";

/**
 * Operations that read. They never damage deployed resources, but the provider takes a resource that it is just
 * creating for unfinished. Go retries a dropped connection that it had used before; with concurrent calls, that depends
 * on timing.
 */
export const READING: readonly OperationRow[] = [
  // the first call of all, so there is no reused connection
  {
    operation: "getMyAccount",
    stage: "nothing deployed",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      hang: "ridden out",
      "connection dropped": "again",
    },
  },
  {
    operation: "getNetworkDomain",
    stage: "nothing deployed",
    outcomes: {
      "HTTP 500": "replaces network domain",
      "HTTP 503": "replaces network domain",
      UNEXPECTED_ERROR: "replaces network domain",
      hang: "ridden out",
      "connection dropped": "ridden out",
    },
  },
  {
    operation: "listFirewallRule",
    stage: "nothing deployed",
    outcomes: {
      "HTTP 500": "replaces network domain",
      "HTTP 503": "replaces network domain",
      UNEXPECTED_ERROR: "replaces network domain",
      hang: "ridden out",
      "connection dropped": "ridden out",
    },
  },
  {
    operation: "getVlan",
    stage: "network domains deployed",
    outcomes: {
      "HTTP 500": "replaces VLAN",
      "HTTP 503": "replaces VLAN",
      UNEXPECTED_ERROR: "replaces VLAN",
      hang: "ridden out",
      "connection dropped": "ridden out",
    },
  },
  // the platform is known to answer UNEXPECTED_ERROR past the last page of tags, so the provider takes that for the end
  {
    operation: "listTag",
    stage: "network domains deployed",
    outcomes: {
      "HTTP 500": "replaces VLAN",
      "HTTP 503": "replaces VLAN",
      UNEXPECTED_ERROR: "ridden out",
      hang: "ridden out",
      "connection dropped": "ridden out",
    },
  },
  {
    operation: "listOsImage",
    stage: "VLANs deployed",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      hang: "ridden out",
      "connection dropped": "ridden out",
    },
  },
  {
    operation: "getServer",
    stage: "VLANs deployed",
    outcomes: {
      "HTTP 500": "replaces server",
      "HTTP 503": "replaces server",
      UNEXPECTED_ERROR: "replaces server",
      hang: "ridden out",
      "connection dropped": "ridden out",
    },
  },
  {
    operation: "listNatRule",
    stage: "VLANs deployed",
    outcomes: {
      "HTTP 500": "replaces server",
      "HTTP 503": "replaces server",
      UNEXPECTED_ERROR: "replaces server",
      hang: "ridden out",
      "connection dropped": "ridden out",
    },
  },
  {
    operation: "getPublicIpBlock",
    stage: "servers deployed",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      hang: "ridden out",
      "connection dropped": "ridden out or again",
    },
  },
  {
    operation: "getNatRule",
    stage: "servers deployed",
    outcomes: {
      "HTTP 500": "replaces NAT rule",
      "HTTP 503": "replaces NAT rule",
      UNEXPECTED_ERROR: "replaces NAT rule",
      hang: "ridden out",
      "connection dropped": "ridden out or replaces NAT rule",
    },
  },
  {
    operation: "getFirewallRule",
    stage: "servers deployed",
    outcomes: {
      "HTTP 500": "replaces firewall rule",
      "HTTP 503": "replaces firewall rule",
      UNEXPECTED_ERROR: "replaces firewall rule",
      hang: "ridden out",
      "connection dropped": "ridden out or replaces firewall rule",
    },
  },
  {
    operation: "getServerBackup",
    stage: "deployed",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      hang: "ridden out",
      "connection dropped": "ridden out or again",
    },
  },
  {
    operation: "listPublicIpBlock",
    stage: "destroy",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      hang: "ridden out",
      "connection dropped": "ridden out",
    },
  },
];
