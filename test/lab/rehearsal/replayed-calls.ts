import type { Cloud } from "../../../lab/cloud/cloud";
import { FIRST_IMAGE, type RecordedCall } from "./recorded-calls";

// What plumbery was recorded to ask for, asked of the simulated platform: what it makes is left there as plumbery leaves it.

/** Operations after which a server is as it was. */
const WITHOUT_TRACE = ["updateVmwareTools", "rebootServer"];

/** Makes recorded calls, each after the one before. The cloud has to work without delays. */
export async function replay(calls: readonly RecordedCall[], cloud: Cloud): Promise<void> {
  for (const [operation, fields] of calls.filter(([name]) => !WITHOUT_TRACE.includes(name))) {
    await ask(operation, fields, cloud);
  }
}

async function ask(operation: string, fields: RecordedCall[1], cloud: Cloud): Promise<void> {
  const [account] = cloud.accounts;
  const region = regionOf(fields, cloud);
  const authorization = `Basic ${Buffer.from(`${account?.user}:${account?.password}`).toString("base64")}`;
  const room = /Server|Disk/.test(operation) ? "server" : "network";
  const url = `${cloud.endpoints[region]}/caas/2.2/${cloud.organisation(region).id}/${room}/${operation}`;
  const answer = await fetch(url, {
    method: "POST",
    headers: { authorization, "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(bodyOf(operation, fields, cloud)),
  });
  const { responseCode, message } = (await answer.json()) as { responseCode: string; message: string };
  if (responseCode !== "OK" && responseCode !== "IN_PROGRESS") {
    throw new Error(`${operation} ${JSON.stringify(fields)}: ${responseCode} ${message}`);
  }
}

/** The region of the first data centre that a call names. */
function regionOf(fields: object, { catalogue }: Cloud): string {
  const text = JSON.stringify(fields);
  const dataCentre = /@([A-Z]+\d+)>/.exec(text)?.[1] ?? /"datacenterId":"(\w+)"/.exec(text)?.[1];
  const region = catalogue.regions.find(({ name }) =>
    catalogue.imagesOf(name, "osImage").some(({ datacenterId }) => datacenterId === dataCentre),
  );
  if (region === undefined) {
    throw new Error(`no region has the data centre of ${text}`);
  }
  return region.name;
}

function bodyOf(operation: string, { externalIp, ...fields }: Readonly<Record<string, unknown>>, cloud: Cloud): object {
  // the platform chooses the public address of a NAT rule
  const filled = JSON.parse(JSON.stringify(fields), (_, value: unknown) =>
    typeof value === "string" && /^<.*>$/.test(value) ? meaning(value, cloud) : value,
  );
  return operation === "deployServer" ? { ...filled, administratorPassword: "Only-for-the-lab-1" } : filled;
}

/** What the platform has made for a symbol. */
function meaning(symbol: string, cloud: Cloud): string {
  const [, kind = "", name = "", dataCentre = ""] = /^<([\w-]+):(.*)@(\w+)>$/.exec(symbol) ?? [];
  for (const { name: region } of cloud.catalogue.regions) {
    const image = cloud.catalogue
      .imagesOf(region, "osImage")
      .find(
        (one) => one.datacenterId === dataCentre && one.name === name.replace(FIRST_IMAGE.recorded, FIRST_IMAGE.here),
      );
    if (kind === "image" && image !== undefined) {
      return image.id;
    }
    for (const organisation of cloud.organisationsIn(region)) {
      const here = <Part extends { readonly name: string; readonly datacenterId: string }>(all: Iterable<Part>) =>
        [...all].find((one) => one.name === name && one.datacenterId === dataCentre);
      const server = here(organisation.all("server"));
      const address = server?.nics[0]?.privateIpv4;
      const rule = [...organisation.all("natRule")].find(
        ({ networkDomainId, internalIp }) => networkDomainId === server?.networkDomainId && internalIp === address,
      );
      const prefix = here(organisation.all("vlan"))?.ipv6Prefix;
      const found = {
        domain: here(organisation.all("networkDomain"))?.id,
        vlan: here(organisation.all("vlan"))?.id,
        server: server?.id,
        private: address,
        public: rule?.externalIp,
        "ipv6-range": prefix === undefined ? undefined : `${prefix}:0:0:0:0`,
        rule: ruleOf(name, dataCentre, organisation),
      }[kind];
      if (found !== undefined) {
        return found;
      }
    }
  }
  throw new Error(`the platform has made nothing for ${symbol}`);
}

/** `RULE:DOMAIN`. */
function ruleOf(name: string, dataCentre: string, organisation: ReturnType<Cloud["organisation"]>): string | undefined {
  const [rule, domainName] = name.split(":");
  const domain = [...organisation.all("networkDomain")].find(
    (one) => one.name === domainName && one.datacenterId === dataCentre,
  );
  return [...organisation.all("firewallRule")].find((one) => one.name === rule && one.networkDomainId === domain?.id)
    ?.id;
}
