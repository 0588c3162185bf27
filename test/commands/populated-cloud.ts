import { Cloud, type CloudOptions, LAB_ACCOUNT } from "../../lab/cloud/cloud";

/** A simulated platform that is filled by its own API, as any client would. One region is used: EU. */
export class PopulatedCloud {
  readonly cloud: Cloud;

  constructor(password: string, options: CloudOptions = {}) {
    this.cloud = new Cloud({ accounts: [{ ...LAB_ACCOUNT, password }], ...options });
  }

  /** What a command needs to find it. */
  get environment(): NodeJS.ProcessEnv {
    const [account] = this.cloud.accounts;
    return {
      MCP_USER: account?.user,
      MCP_PASSWORD: account?.password,
      TF_VAR_endpoints: JSON.stringify(this.cloud.endpoints),
    };
  }

  /** Asks for a change; gives the id of what it makes. */
  async change(path: string, body: object): Promise<string> {
    const [account] = this.cloud.accounts;
    const authorization = `Basic ${Buffer.from(`${account?.user}:${account?.password}`).toString("base64")}`;
    const answer = await fetch(`${this.cloud.endpoints.EU}/caas/2.13/${this.cloud.organisation("EU").id}/${path}`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
    });
    const { info, responseCode, message } = (await answer.json()) as {
      info: { value: string }[];
      responseCode: string;
      message: string;
    };
    if (responseCode !== "OK" && responseCode !== "IN_PROGRESS") {
      throw new Error(`${path}: ${responseCode} ${message}`);
    }
    return info[0]?.value as string;
  }

  domain(name: string, datacenterId = "EU6"): Promise<string> {
    return this.change("network/deployNetworkDomain", { name, type: "ESSENTIALS", datacenterId });
  }

  vlan(networkDomainId: string, name = "front", privateIpv4NetworkAddress = "10.1.0.0"): Promise<string> {
    const range = { privateIpv4NetworkAddress, privateIpv4PrefixSize: 24 };
    const attachedVlan = { gatewayAddressing: "LOW" };
    return this.change("network/deployVlan", { networkDomainId, name, ...range, attachedVlan });
  }

  /** A server that runs. */
  server(networkDomainId: string, vlanId: string, name = "web"): Promise<string> {
    const images = this.cloud.catalogue.imagesOf("EU", "osImage");
    const image = images.find((one) => one.datacenterId === "EU6" && one.name.startsWith("Ubuntu 22.04"));
    const networkInfo = { networkDomainId, primaryNic: { vlanId } };
    const administratorPassword = "Only-for-the-lab-1";
    return this.change("server/deployServer", {
      name,
      imageId: image?.id,
      administratorPassword,
      networkInfo,
      start: true,
    });
  }

  /** The private address of a server. */
  addressOf(server: string): string {
    return this.cloud.organisation("EU").find("server", server).nics[0]?.privateIpv4 as string;
  }

  natRule(networkDomainId: string, internalIp: string): Promise<string> {
    return this.change("network/createNatRule", { networkDomainId, internalIp });
  }

  firewallRule(networkDomainId: string, name: string): Promise<string> {
    const any = { ip: { address: "ANY" } };
    const rule = { name, action: "ACCEPT_DECISIVELY", ipVersion: "IPV4", protocol: "TCP", enabled: true };
    const placement = { position: "FIRST" };
    return this.change("network/createFirewallRule", {
      networkDomainId,
      ...rule,
      placement,
      source: any,
      destination: any,
    });
  }

  addressList(networkDomainId: string, name: string): Promise<string> {
    const ipAddress = [{ begin: "192.0.2.0", prefixSize: 24 }];
    return this.change("network/createIpAddressList", { networkDomainId, name, ipVersion: "IPV4", ipAddress });
  }

  portList(networkDomainId: string, name: string): Promise<string> {
    return this.change("network/createPortList", { networkDomainId, name, port: [{ begin: 22 }] });
  }

  publicIpBlock(networkDomainId: string): Promise<string> {
    return this.change("network/addPublicIpBlock", { networkDomainId });
  }
}
