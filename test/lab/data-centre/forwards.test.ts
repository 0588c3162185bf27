// @module-tag unit
import { describe, expect, it } from "vitest";
import { forwardsOf } from "../../../lab/data-centre/forwards";
import { fabricRules } from "../../../lab/fabric/api-rules";

const NAT = { internalIp: "10.1.0.6", externalIp: "127.64.0.2" };

/** A rule as the API shows it. */
function rule(changes: Record<string, unknown>) {
  return {
    ...{
      id: "r",
      datacenterId: "EU6",
      networkDomainId: "d",
      name: "r",
      action: "ACCEPT_DECISIVELY",
      ipVersion: "IPV4",
    },
    ...{ protocol: "TCP", enabled: true, state: "NORMAL", ruleType: "CLIENT_RULE" },
    source: { ip: { address: "ANY" } },
    destination: { ip: { address: "127.64.0.2" }, port: { begin: 22 } },
    ...changes,
  };
}

function forwards(rules: readonly Record<string, unknown>[], sshPort = 22, natRules = [NAT]) {
  return forwardsOf(natRules, fabricRules(rules), sshPort).map(({ address, port, to, toPort }) =>
    [address, port, to, toPort].join(" "),
  );
}

describe("ports of public addresses", () => {
  it("lead to a machine where a NAT rule and a firewall rule let them", () => {
    expect(forwards([rule({})])).toEqual(["127.64.0.2 22 10.1.0.6 22"]);
    expect(forwards([rule({})], 22, [])).toEqual([]);
    expect(forwards([])).toEqual([]);
  });

  it("are closed by a rule that is not in force, of another address, or behind one that drops", () => {
    expect(forwards([rule({ enabled: false })])).toEqual([]);
    expect(forwards([rule({ destination: { ip: { address: "127.64.0.3" }, port: { begin: 22 } } })])).toEqual([]);
    expect(forwards([rule({ id: "d", action: "DROP" }), rule({})])).toEqual([]);
  });

  it("are closed to this machine by a rule for others", () => {
    expect(forwards([rule({ source: { ip: { address: "203.0.113.0", prefixSize: 24 } } })])).toEqual([]);
    expect(forwards([rule({ source: { ip: { address: "127.0.0.0", prefixSize: 8 } } })])).toHaveLength(1);
  });

  it("stand for port 22 where this machine's own sshd holds that", () => {
    expect(forwards([rule({})], 2222)).toEqual(["127.64.0.2 2222 10.1.0.6 22"]);
  });

  it("are all of a range, and the usual ones of everything", () => {
    const range = { ip: { address: "ANY" }, port: { begin: 8000, end: 8002 } };
    expect(forwards([rule({ destination: range })])).toHaveLength(3);
    expect(forwards([rule({ protocol: "IP", destination: { ip: { address: "ANY" } } })])).toHaveLength(4);
  });
});
