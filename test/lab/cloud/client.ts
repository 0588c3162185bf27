import { XMLParser } from "fast-xml-parser";
import { HeldClock } from "../../../lab/cloud/clock";
import { type Account, Cloud, type CloudOptions, LAB_ACCOUNT } from "../../../lab/cloud/cloud";

export type Form = "json" | "xml";
export type Body = Readonly<Record<string, unknown>>;

/** An answer, whatever its form, as plain data. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  // answers have as many shapes as there are operations; tests look at the fields they are about
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly content: any;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
});

/** What is left of an answer when its form is taken away: texts, objects, and lists of two or more. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const entries = value.map(plain);
    return entries.length > 1 ? entries : entries[0];
  }
  if (typeof value !== "object" || value === null) {
    return value === null ? undefined : String(value);
  }
  const entries = Object.entries(value)
    .filter(([name]) => name !== "xmlns")
    .map(([name, inner]) => [name === "#text" ? "value" : name, plain(inner)] as const)
    .filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries);
}

function escaped(value: unknown): string {
  return String(value).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}

/** A request's body as a client of the XML form writes it: parts that are simple have attributes, as libcloud sends them. */
export function toXml(root: string, body: Body): string {
  const attributes = body.id === undefined ? "" : ` id="${escaped(body.id)}"`;
  const { id: _, ...rest } = body;
  return `<${root} xmlns="urn:didata.com:api:cloud:types"${attributes}>${elements(rest)}</${root}>`;
}

function elements(body: Body): string {
  return Object.entries(body)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((entry) => element(name, entry)))
    .join("");
}

function element(name: string, value: unknown): string {
  if (value === undefined) {
    return "";
  }
  if (value === null) {
    return `<${name} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`;
  }
  if (typeof value !== "object") {
    return `<${name}>${escaped(value)}</${name}>`;
  }
  const entries = Object.entries(value);
  if (entries.every(([, inner]) => inner !== null && typeof inner !== "object")) {
    return `<${name}${entries.map(([key, inner]) => ` ${key}="${escaped(inner)}"`).join("")}/>`;
  }
  return `<${name}>${elements(value as Body)}</${name}>`;
}

/** A client of one region in one form. */
export class Client {
  private organisation: string | undefined;

  constructor(
    private readonly base: string,
    readonly form: Form = "json",
    private readonly account: Pick<Account, "user" | "password"> = LAB_ACCOUNT,
  ) {}

  async organisationId(): Promise<string> {
    this.organisation ??= String((await this.send("GET", "/oec/0.9/myaccount")).content.Account.orgId);
    return this.organisation;
  }

  /** `POST network/deployVlan` and the like. */
  async post(path: string, body: Body, version = "2.13"): Promise<Reply> {
    const root = path.slice(path.lastIndexOf("/") + 1);
    const text = this.form === "xml" ? toXml(root, body) : JSON.stringify(body);
    return this.send("POST", `/caas/${version}/${await this.organisationId()}/${path}`, text);
  }

  /** `GET network/vlan?name=...` and the like. */
  async get(path: string, version = "2.13"): Promise<Reply> {
    return this.send("GET", `/caas/${version}/${await this.organisationId()}/${path}`);
  }

  /** A call of API 0.9; `body` is XML. */
  async v1(method: "GET" | "POST", path: string, body?: string): Promise<Reply> {
    return this.send(method, `/oec/0.9/${await this.organisationId()}/${path}`, body, { "content-type": "text/xml" });
  }

  /** What a change answers in `info` under a name. */
  async made(path: string, body: Body, name: string): Promise<string> {
    const reply = await this.post(path, body);
    if (reply.status !== 200) {
      throw new Error(`${path}: ${reply.text}`);
    }
    const info = [reply.content.info ?? []].flat().find((entry: { name: string }) => entry.name === name);
    return String(info?.value);
  }

  async send(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Reply> {
    const type = this.form === "xml" ? "application/xml" : "application/json";
    const { user, password } = this.account;
    const response = await fetch(`${this.base}${path}`, {
      method,
      ...(body !== undefined && { body }),
      headers: {
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
        // libcloud names its form only here, Terraform's provider in Accept too
        "content-type": type,
        ...(this.form === "json" && { accept: type }),
        ...headers,
      },
    });
    const text = await response.text();
    const answered = response.headers.get("content-type") ?? "";
    return { status: response.status, type: answered, text, content: contentOf(answered, text) };
  }
}

function contentOf(type: string, text: string): unknown {
  if (type.includes("json")) {
    return JSON.parse(text);
  }
  if (!type.includes("xml")) {
    return text;
  }
  const document = parser.parse(text);
  const [root = ""] = Object.keys(document);
  // documents of API 0.9 are told apart by their root
  return root === "Account" || root === "Status" || root.startsWith("Backup") ? document : document[root];
}

/** A cloud that listens, with a clock that stands still. */
export interface Lab {
  readonly cloud: Cloud;
  readonly clock: HeldClock;
  /** What the cloud said of what it does not know. */
  readonly warnings: string[];
  client(region?: string, form?: Form, account?: Pick<Account, "user" | "password">): Client;
  stop(): Promise<void>;
}

export async function startLab(options: CloudOptions = {}): Promise<Lab> {
  const clock = new HeldClock();
  const warnings: string[] = [];
  const cloud = new Cloud({ clock, warn: (line) => warnings.push(line), ...options });
  const endpoints = await cloud.listen();
  return {
    cloud,
    clock,
    warnings,
    client: (region = "EU", form = "json", account = LAB_ACCOUNT) => new Client(endpoints[region] ?? "", form, account),
    stop: () => cloud.stop(),
  };
}

/** A network domain with plan ADVANCED, ready. */
export function deployDomain(client: Client, name = "SqlReplication", datacenterId = "EU6"): Promise<string> {
  return client.made("network/deployNetworkDomain", { name, datacenterId, type: "ADVANCED" }, "networkDomainId");
}

/** A VLAN of a network domain, ready. */
export function deployVlan(
  client: Client,
  networkDomainId: string,
  name = "databases",
  base = "10.1.0.0",
  size = 24,
): Promise<string> {
  const body = {
    ...{ networkDomainId, name, description: "" },
    ...{ privateIpv4NetworkAddress: base, privateIpv4PrefixSize: size, attachedVlan: { gatewayAddressing: "LOW" } },
  };
  return client.made("network/deployVlan", body, "vlanId");
}

/** The id of an image in a data centre. */
export async function imageId(
  client: Client,
  name = "Ubuntu 22.04 64-bit 2 CPU",
  datacenterId = "EU6",
): Promise<string> {
  const query = new URLSearchParams({ name, datacenterId });
  const { content } = await client.get(`image/osImage?${query}`);
  return [content.osImage].flat()[0].id;
}

/** What deploying a server takes at least. */
export async function serverBody(
  client: Client,
  networkDomainId: string,
  nic: Body,
  changes: Body = {},
): Promise<Body> {
  return {
    name: "master-sql",
    imageId: await imageId(client),
    administratorPassword: "Passw0rd!x",
    networkInfo: { networkDomainId, primaryNic: nic },
    start: false,
    ...changes,
  };
}

/** A server, ready. */
export async function deployServer(
  client: Client,
  networkDomainId: string,
  vlanId: string,
  changes: Body = {},
): Promise<string> {
  return client.made("server/deployServer", await serverBody(client, networkDomainId, { vlanId }, changes), "serverId");
}
