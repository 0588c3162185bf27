import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A state kept elsewhere (Terraform's `http` backend) that takes its time to be saved. */
export class SlowBackend {
  private constructor(
    public readonly address: string,
    private readonly server: Server,
    private readonly saved: { state: string },
  ) {}

  /** Saving takes `milliseconds` where the state matches `slow`. */
  public static async start(slow: RegExp, milliseconds: number): Promise<SlowBackend> {
    const saved = { state: "" };
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk as Buffer);
      }
      const body = Buffer.concat(chunks).toString("utf8");
      if (request.method === "POST") {
        await sleep(slow.test(body) ? milliseconds : 0);
        // a client that has gone has not saved anything: it may have sent a part only
        if (!request.socket.destroyed) {
          saved.state = body;
        }
      }
      response.writeHead(saved.state === "" && request.method === "GET" ? 404 : 200).end(saved.state);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new SlowBackend(`http://127.0.0.1:${(server.address() as AddressInfo).port}/state`, server, saved);
  }

  public get state(): string {
    return this.saved.state;
  }

  public stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
