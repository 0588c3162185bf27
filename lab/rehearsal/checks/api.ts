import { Failure } from "../../host/failure";

/** A resource in the API's form. */
// every kind has its own fields; whoever reads one knows them from the API's documentation
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Resource = Readonly<Record<string, any>>;

/**
 * A client of one region's CloudControl API. A check uses it to look at the API directly, not through Terraform or the
 * simulator.
 */
export class RegionApi {
  private organisation: Promise<string> | undefined;

  /** @param endpoint base URL */
  constructor(
    private readonly endpoint: string,
    private readonly account: { readonly user: string; readonly password: string },
  ) {}

  /**
   * All resources of a list, over all pages, e.g. `network/vlan` with `{ networkDomainId }`.
   * @param items key of the list in the answer, where it is not the path's last word
   */
  async list(
    path: string,
    filters: Readonly<Record<string, string>> = {},
    items: string = path.slice(path.lastIndexOf("/") + 1),
  ): Promise<Resource[]> {
    const found: Resource[] = [];
    for (let pageNumber = 1; ; pageNumber++) {
      const query = new URLSearchParams({ ...filters, pageNumber: String(pageNumber) });
      const page = JSON.parse(await this.get(`/caas/2.13/${await this.organisationId()}/${path}?${query}`));
      const resources: Resource[] = page[items] ?? [];
      found.push(...resources);
      if (resources.length === 0 || found.length >= page.totalCount) {
        return found;
      }
    }
  }

  /** An operation that changes something, e.g. `network/deleteFirewallRule` with `{ id }`. */
  async post(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    await this.get(`/caas/2.13/${await this.organisationId()}/${path}`, JSON.stringify(body));
  }

  private organisationId(): Promise<string> {
    // API 0.9 answers XML only
    this.organisation ??= this.get("/oec/0.9/myaccount").then((text) => {
      const id = /<(?:\w+:)?orgId>([^<]+)</.exec(text)?.[1];
      if (id === undefined) {
        throw new Failure(`no organisation in the answer of ${this.endpoint}: ${text}`);
      }
      return id;
    });
    return this.organisation;
  }

  private async get(path: string, body?: string): Promise<string> {
    const { user, password } = this.account;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    const response = await fetch(`${this.endpoint}${path}`, {
      headers: { authorization, accept: "application/json", ...(body && { "content-type": "application/json" }) },
      ...(body && { method: "POST", body }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Failure(`${this.endpoint}${path} answers ${response.status}: ${text}`);
    }
    return text;
  }
}
