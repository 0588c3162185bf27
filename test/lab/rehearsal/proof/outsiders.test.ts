// @module-tag unit
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Answer, Outsiders } from "../../../../lab/data-centre/outside";
import { tryAsOutsiders } from "../../../../lab/rehearsal/proof/outsiders";

/** A third party to whom these ports answer. */
function outsiders(answers: ReadonlyMap<number, Answer>): Outsiders {
  return { places: ["the Internet"], probe: async () => answers };
}

describe("third parties at a node's doors", () => {
  const servers: Server[] = [];
  const node = (ssh_port: number) => ({
    ...{ name: "a", location: "EU6", public_ipv4: "127.64.200.7", private_ipv4: "10.1.0.6", ipv6: "2001:db8::7" },
    ...{ host_key: "ssh-ed25519 AAAA", ssh_user: "ubuntu", ssh_port },
  });
  const listen = async (host: string, port = 0): Promise<number> => {
    const server = createServer((socket) => socket.destroy()).listen(port, host);
    servers.push(server);
    await once(server, "listening");
    return (server.address() as { port: number }).port;
  };
  const found = async (sshPort: number, answers = new Map<number, Answer>()) =>
    (await tryAsOutsiders({ "EU6::a": node(sshPort) }, () => [22], outsiders(answers))).map(
      ({ what, expected, found, holds }) => ({ what, expected, found, holds }),
    );

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
    }
  });

  it("find SSH over IPv4 where the lab has it, and nothing over IPv6", async () => {
    const port = await listen("127.64.200.7");
    expect(await found(port, new Map([[22, "refused"]]))).toEqual([
      { what: "EU6::a open over IPv6 from the Internet", expected: "nothing", found: "nothing", holds: true },
      { what: "EU6::a open over IPv4 from the Internet", expected: `${port}`, found: `${port}`, holds: true },
    ]);
  });

  it("find what should not be open", async () => {
    const port = await listen("127.64.200.7");
    await listen("127.64.200.7", 3306);
    const open = new Map<number, Answer>([
      [22, "open"],
      [3306, "refused"],
    ]);
    expect(await found(port, open)).toMatchObject([
      { found: "22", holds: false },
      { found: [3306, port].sort((one, other) => one - other).join(", "), holds: false },
    ]);
  });

  it("find that SSH is closed", async () => {
    const port = await listen("127.64.200.8");
    expect((await found(port)).at(-1)).toMatchObject({ expected: `${port}`, found: "nothing", holds: false });
  });

  it("do not take a service of this machine at all its addresses for one of the node", async () => {
    const port = await listen("127.64.200.7");
    await listen("0.0.0.0", 3306);
    expect((await found(port)).at(-1)).toMatchObject({ found: `${port}`, holds: true });
  });
});
