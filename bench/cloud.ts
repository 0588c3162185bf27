import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";
import { LAB_ACCOUNT } from "../lab/cloud/cloud";
import type { Memory } from "./cloud-process";
import type { Row } from "./row";

export interface CloudSizes {
  /** Number of servers to deploy; memory is reported for this many. */
  readonly servers: number;
  /** Number of requests of each kind that only reads. */
  readonly reads: number;
}

/** Number of concurrent requests, each over a connection that is kept open. */
const AT_ONCE = 16;
const PAGE_SIZE = 50;
const REGION = "EU";

/** The simulator's requests per second, compared with its cheapest request; and its memory. */
export async function* benchCloud({ servers, reads }: CloudSizes): AsyncGenerator<Row> {
  const child = spawn("./run", ["bench/cloud-process.ts"], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const client = await Client.of(JSON.parse((await lines.next()).value)[REGION]);
    const memory = async (): Promise<Memory> => {
      child.stdin.write("memory\n");
      return JSON.parse((await lines.next()).value);
    };
    const site = await deploySite(client);
    const account = () => client.send("GET", "/oec/0.9/myaccount");
    const page = (number: number) =>
      client.send("GET", client.path(`server/server?pageNumber=${number}&pageSize=${PAGE_SIZE}`));
    const deploy = (index: number) => client.post("server/deployServer", serverBody(site, index));
    const row = (what: string, rate: number): Row => ({ what, figures: [`${rate.toFixed(0)} /s`], ratio: base / rate });

    // warms up: compiled code would otherwise count as memory of servers
    await rate(reads, account);
    const base = await rate(reads, account);
    yield row("GET of the account", base);
    const first = Math.max(1, Math.round(servers / 10));
    await rate(first, deploy);
    await rate(reads, () => page(1));
    yield row(`GET of a page of ${PAGE_SIZE}, ${first} servers`, await rate(reads, () => page(1)));
    const before = await memory();
    yield row(`deployServer, up to ${servers + first} servers`, await rate(servers, (index) => deploy(first + index)));
    const after = await memory();
    const pages = Math.ceil((servers + first) / PAGE_SIZE);
    const read = await rate(reads, (index) => page(1 + (index % pages)));
    yield row(`GET of a page of ${PAGE_SIZE}, ${servers + first} servers`, read);
    yield {
      what: `memory for ${servers} servers`,
      figures: [`${signed(after.heap - before.heap)} MB`],
      ratio: after.heap / before.heap,
      note: `of the heap; the process: ${mebibytes(after.resident)} MB`,
    };
  } finally {
    await end(child);
  }
}

/** How many times per second an action can be done. */
async function rate(times: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const begin = process.hrtime.bigint();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < times) {
      await work(next++);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return times / (Number(process.hrtime.bigint() - begin) / 1e9);
}

interface Site {
  readonly networkDomainId: string;
  readonly vlanId: string;
  readonly imageId: string;
}

async function deploySite(client: Client): Promise<Site> {
  const domain = { name: "Bench", type: "ADVANCED", datacenterId: "EU6" };
  const networkDomainId = await client.made("network/deployNetworkDomain", domain);
  const range = { privateIpv4NetworkAddress: "10.0.0.0", privateIpv4PrefixSize: 16 };
  const attachedVlan = { gatewayAddressing: "LOW" };
  const vlanId = await client.made("network/deployVlan", { networkDomainId, name: "bench", ...range, attachedVlan });
  const images = await client.send("GET", client.path("image/osImage?datacenterId=EU6"));
  return { networkDomainId, vlanId, imageId: JSON.parse(images).osImage[0].id };
}

function serverBody({ networkDomainId, vlanId, imageId }: Site, index: number): object {
  const networkInfo = { networkDomainId, primaryNic: { vlanId } };
  return { name: `node${index}`, imageId, start: true, administratorPassword: "Only-for-the-bench-1", networkInfo };
}

class Client {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  private organisation = "";

  private constructor(private readonly endpoint: string) {}

  static async of(endpoint: string): Promise<Client> {
    const client = new Client(endpoint);
    const account = await client.send("GET", "/oec/0.9/myaccount");
    client.organisation = /orgId>([^<]+)</.exec(account)?.[1] ?? "";
    return client;
  }

  path(path: string): string {
    return `/caas/2.13/${this.organisation}/${path}`;
  }

  post(path: string, body: object): Promise<string> {
    return this.send("POST", this.path(path), JSON.stringify(body));
  }

  /** Id of a deployed resource. */
  async made(path: string, body: object): Promise<string> {
    return JSON.parse(await this.post(path, body)).info[0].value;
  }

  send(method: string, path: string, body = ""): Promise<string> {
    const auth = `${LAB_ACCOUNT.user}:${LAB_ACCOUNT.password}`;
    const headers = { accept: "application/json", "content-type": "application/json" };
    return new Promise((resolve, reject) => {
      const sent = request(`${this.endpoint}${path}`, { method, auth, headers, agent: this.agent }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        answer.on("end", () =>
          answer.statusCode === 200 ? resolve(text) : reject(new Error(`${method} ${path}: ${text}`)),
        );
      });
      sent.on("error", reject).end(body);
    });
  }
}

async function end(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  if (child.exitCode === null) {
    await once(child, "exit");
  }
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

/** With few servers, the collector may have freed more than they take. */
function signed(bytes: number): string {
  return `${bytes < 0 ? "" : "+"}${mebibytes(bytes)}`;
}
