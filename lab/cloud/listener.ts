import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { masked } from "./calls";
import type { RegionEntry } from "./catalogue";
import { type Controlled, control } from "./control";
import { dispatch } from "./dispatch";
import type { HttpReply, HttpRequest, RequestContext } from "./request-context";

/** The cloud behind the listener. */
type Answering = Controlled & RequestContext;

export interface ListenOptions {
  /** The port; 0 takes a free one. With one port per region, the first of them. @default 0 */
  readonly port?: number;
  /** One port per region, without a path prefix. @default one port, regions by path prefix */
  readonly portPerRegion?: boolean;
}

/** Other machines cannot reach this address. */
const LOOPBACK = "127.0.0.1";

const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** The HTTP server of a cloud: one port with regions as path prefixes, or one port per region. */
export class Listener {
  endpoints: Readonly<Record<string, string>> = {};
  private servers: FastifyInstance[] = [];

  constructor(private readonly cloud: Answering) {}

  async listen({ port = 0, portPerRegion = false }: ListenOptions): Promise<Readonly<Record<string, string>>> {
    const { regions } = this.cloud.catalogue;
    const endpoints: Record<string, string> = {};
    if (portPerRegion) {
      for (const [index, region] of regions.entries()) {
        const server = this.server((url) => ({ region, url }));
        endpoints[region.name] = await this.bind(server, port === 0 ? 0 : port + index);
      }
    } else {
      const base = await this.bind(
        this.server((url) => this.split(url)),
        port,
      );
      for (const { name } of regions) {
        endpoints[name] = `${base}/${name}`;
      }
    }
    this.endpoints = endpoints;
    return endpoints;
  }

  async stop(): Promise<void> {
    const servers = this.servers;
    this.servers = [];
    await Promise.all(servers.map((server) => server.close()));
  }

  private async bind(server: FastifyInstance, port: number): Promise<string> {
    this.servers.push(server);
    await server.listen({ host: LOOPBACK, port });
    return `http://${LOOPBACK}:${(server.server.address() as AddressInfo).port}`;
  }

  /** Splits a path into the region at its beginning and the rest. */
  private split(url: string): { readonly region: RegionEntry | undefined; readonly url: string } {
    const end = url.indexOf("/", 1);
    const name = end < 0 ? url.slice(1) : url.slice(1, end);
    return { region: this.cloud.catalogue.region(name), url: end < 0 ? "/" : url.slice(end) };
  }

  private server(
    locate: (url: string) => { readonly region: RegionEntry | undefined; readonly url: string },
  ): FastifyInstance {
    const server = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
    // operations parse the body themselves, so that they can refuse a malformed one as the API does
    server.removeAllContentTypeParsers();
    server.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
    server.all("/*", async (request, reply) => {
      if (request.url.startsWith("/lab/")) {
        return control(this.cloud, request, reply);
      }
      const { region, url } = locate(request.url);
      if (region === undefined) {
        this.cloud.warn(`${request.method} ${request.url} is at no region of the catalogue`);
        return reply.code(404).type("text/plain").send("Not Found");
      }
      return this.answer(region, url, request, reply);
    });
    return server;
  }

  private async answer(
    region: RegionEntry,
    url: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { accept, "content-type": contentType, authorization } = request.headers;
    const body = typeof request.body === "string" ? request.body : "";
    const asked: HttpRequest = { method: request.method, url, accept, contentType, authorization, body };
    const answer = await dispatch(this.cloud, region, asked);
    this.record(region, asked, answer);
    if (answer.status === undefined) {
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    }
    if (answer.status === 401) {
      reply.header("www-authenticate", 'Basic realm="CloudControl"');
    }
    return reply.code(answer.status).type(`${answer.contentType}; charset=utf-8`).send(answer.body);
  }

  private record(region: RegionEntry, asked: HttpRequest, answer: HttpReply): void {
    const { events, clock } = this.cloud;
    if (events.listenerCount("call") === 0) {
      return;
    }
    events.emit("call", {
      time: new Date(clock.now()).toISOString(),
      region: region.name,
      method: asked.method,
      path: asked.url,
      operation: answer.operation,
      body: masked(asked.body),
      status: answer.status,
      code: answer.code,
      answer: answer.body,
      fault: answer.fault,
    });
  }
}
