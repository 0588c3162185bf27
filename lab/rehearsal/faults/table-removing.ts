import type { OperationRow } from "./pair";

/** Operations that remove resources. */
export const REMOVING: readonly OperationRow[] = [
  {
    operation: "disableServerMonitoring",
    stage: "destroy",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "ridden out",
      UNEXPECTED_ERROR: "again",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "again",
      "answer lost": "again",
    },
  },
  {
    operation: "deleteFirewallRule",
    stage: "destroy",
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
    operation: "deleteNatRule",
    stage: "destroy",
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
    operation: "powerOffServer",
    stage: "destroy",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "again",
      FAILED: "support, again",
      "answer lost": "again",
    },
  },
  {
    operation: "deleteServer",
    stage: "destroy",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "again",
      FAILED: "again",
      "answer lost": "again",
    },
  },
  {
    operation: "deleteVlan",
    stage: "destroy",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "again",
      FAILED: "again",
      "answer lost": "again",
    },
  },
  {
    operation: "removePublicIpBlock",
    stage: "destroy",
    outcomes: {
      "HTTP 500": "again",
      "HTTP 503": "again",
      UNEXPECTED_ERROR: "again",
      RESOURCE_BUSY: "again",
      hang: "ridden out",
      "connection dropped": "again",
      "answer lost": "again",
    },
  },
  // the provider ignores every refusal but RESOURCE_BUSY: Terraform reports success, and the domain stays
  {
    operation: "deleteNetworkDomain",
    stage: "destroy",
    outcomes: {
      "HTTP 500": "unnoticed, delete network domain",
      "HTTP 503": "unnoticed, delete network domain",
      UNEXPECTED_ERROR: "unnoticed, delete network domain",
      RESOURCE_BUSY: "ridden out",
      hang: "ridden out",
      "connection dropped": "unnoticed, delete network domain",
      FAILED: "again",
      "answer lost": "ridden out",
    },
  },
];
