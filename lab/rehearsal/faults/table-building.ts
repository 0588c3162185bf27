import type { OperationRow } from "./pair";

/** Operations that create or change resources. */
export const BUILDING: readonly OperationRow[] = [
  {
    operation: "deployNetworkDomain",
    stage: "nothing deployed",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "again",
      FAILED: "replaces network domain",
      "answer lost": "import network domain",
    },
  },
  // on a default rule, while its network domain is created: the provider does not retry when the platform is busy
  {
    operation: "editFirewallRule",
    stage: "nothing deployed",
    outcomes: {
      "HTTP 500": "replaces network domain",
      "HTTP 503": "replaces network domain",
      UNEXPECTED_ERROR: "replaces network domain",
      RESOURCE_BUSY: "replaces network domain",
      hang: "ridden out",
      "connection dropped": "replaces network domain",
      "answer lost": "replaces network domain",
    },
  },
  {
    operation: "deployVlan",
    stage: "network domains deployed",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "again",
      FAILED: "replaces VLAN",
      "answer lost": "import VLAN",
    },
  },
  // a server that Terraform does not know cannot be adopted, and keeps its VLAN from being deleted
  {
    operation: "deployServer",
    stage: "VLANs deployed",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "again",
      FAILED: "replaces server",
      "answer lost": "delete server",
    },
  },
  // for disks that the image does not have: a server is unfinished until it runs again
  {
    operation: "shutdownServer",
    stage: "VLANs deployed",
    outcomes: {
      "HTTP 500": "replaces server",
      "HTTP 503": "replaces server",
      UNEXPECTED_ERROR: "replaces server",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "replaces server",
      FAILED: "support, replaces server",
      "answer lost": "replaces server",
    },
  },
  {
    operation: "addDisk",
    stage: "VLANs deployed",
    outcomes: {
      "HTTP 500": "replaces server",
      "HTTP 503": "replaces server",
      UNEXPECTED_ERROR: "replaces server",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "replaces server",
      FAILED: "replaces server",
      "answer lost": "replaces server",
    },
  },
  {
    operation: "startServer",
    stage: "VLANs deployed",
    outcomes: {
      "HTTP 500": "replaces server",
      "HTTP 503": "replaces server",
      UNEXPECTED_ERROR: "replaces server",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "replaces server",
      FAILED: "replaces server",
      "answer lost": "replaces server",
    },
  },
  // the first call finds no free address, which is normal
  {
    operation: "createNatRule",
    stage: "servers deployed",
    nth: 2,
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "again",
      "answer lost": "import NAT rule",
    },
  },
  // the next apply uses a block that was added in spite of the fault
  {
    operation: "addPublicIpBlock",
    stage: "servers deployed",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "again",
      "answer lost": "again",
    },
  },
  {
    operation: "createFirewallRule",
    stage: "servers deployed",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "again",
      "answer lost": "delete firewall rule",
    },
  },
  // called by our own script, which treats 502 to 504 and RESOURCE_BUSY as temporary
  {
    operation: "enableServerMonitoring",
    stage: "servers deployed",
    outcomes: {
      "HTTP 500": "replaces monitoring",
      "HTTP 503": "ridden out",
      UNEXPECTED_ERROR: "replaces monitoring",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "replaces monitoring",
      "answer lost": "replaces monitoring",
    },
  },
];
