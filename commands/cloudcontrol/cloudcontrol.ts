import { answerFailure, connectionFailure, refusedCredentials } from "./failure";
import type { CloudControlOptions, Resource } from "./resource";

/** A server that never ends a list does not count its pages: this limit is far above any list of the platform. */
const MOST_PAGES = 200;

/** A value in the body of a change. */
export type Body = Readonly<Record<string, string | number | boolean>>;

/** One region's CloudControl API. Every error is a Failure that names the endpoint. */
export class CloudControl {
  private organisation: Promise<string> | undefined;

  public constructor(private readonly options: CloudControlOptions) {}

  /** Id of the account's organisation: `/oec/0.9/myaccount`, the first call that shows whether the credentials work. */
  public organisationId(): Promise<string> {
    this.organisation ??= this.readOrganisation();
    return this.organisation;
  }

  /**
   * All resources of a list, over all pages.
   * @param path e.g. `network/vlan`; its last part is the key of the answer
   * @param version of the API, e.g. `2.9`: shapes differ
   */
  public async list(path: string, version: string, filters: Readonly<Record<string, string>>): Promise<Resource[]> {
    const key = path.slice(path.lastIndexOf("/") + 1);
    const found: Resource[] = [];
    for (let pageNumber = 1; pageNumber <= MOST_PAGES; pageNumber++) {
      const query = new URLSearchParams({ ...filters, pageNumber: String(pageNumber) });
      const page = await this.page(`/caas/${version}/${await this.organisationId()}/${path}`, query);
      const resources: Resource[] = page[key] ?? [];
      found.push(...resources);
      if (resources.length === 0 || found.length >= (page.totalCount ?? 0)) {
        break;
      }
    }
    return found;
  }

  /**
   * Requests a change. Only OK and IN_PROGRESS are successes.
   * @param path e.g. `network/deleteVlan`
   */
  public async change(path: string, version: string, body: Body): Promise<void> {
    const at = `/caas/${version}/${await this.organisationId()}/${path}`;
    const { status, text, type } = await this.ask(at, "application/json", JSON.stringify(body));
    const answer = parseObject(text);
    if (status !== 200 || (answer?.responseCode !== "OK" && answer?.responseCode !== "IN_PROGRESS")) {
      throw answerFailure(this.options, { status, text, type, answer });
    }
  }

  private async readOrganisation(): Promise<string> {
    // API 0.9 answers XML only
    const { status, text, type } = await this.ask("/oec/0.9/myaccount", "text/xml");
    const id = /<(?:[\w-]+:)?Account[\s>][\s\S]*?<(?:[\w-]+:)?orgId>\s*([^<\s]+)\s*</.exec(text)?.[1];
    if (status !== 200 || id === undefined) {
      throw answerFailure(this.options, { status, text, type });
    }
    return id;
  }

  private async page(path: string, query: URLSearchParams): Promise<Resource> {
    const { status, text, type } = await this.ask(`${path}?${query}`, "application/json");
    const answer = parseObject(text);
    if (status !== 200 || answer === undefined) {
      throw answerFailure(this.options, { status, text, type, answer });
    }
    return answer;
  }

  /** @param body of a change; without one, the request is a read */
  private async ask(
    path: string,
    accept: string,
    body?: string,
  ): Promise<{ status: number; text: string; type: string }> {
    const { endpoint, user, password, timeoutMs = 30_000 } = this.options;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    let answer: { status: number; text: string; type: string };
    try {
      const response = await fetch(`${endpoint}${path}`, {
        headers: { authorization, accept, ...(body !== undefined && { "content-type": "application/json" }) },
        ...(body !== undefined && { method: "POST", body }),
        // a proxy's log-in page must not be taken for the API
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
      });
      const { status, headers } = response;
      answer = { status, text: await response.text(), type: headers.get("content-type") ?? "" };
    } catch (error) {
      throw connectionFailure(this.options, error, timeoutMs);
    }
    if (answer.status === 401) {
      throw refusedCredentials(this.options);
    }
    return answer;
  }
}

function parseObject(text: string): Resource | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
