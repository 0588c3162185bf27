import { createServer } from "node:net";
import { Failure } from "../host/failure";

/** The public addresses of the lab: addresses of this host's loopback. */
export const ADDRESSES = "plumbline-lab-addresses";

/** Releases the claim. */
export type Release = () => Promise<void>;

/**
 * Claims what only one lab with machines can have at a time: two labs would answer for each other's nodes. The kernel
 * grants the name to one process of a network namespace and releases it when that process ends for any reason.
 * @throws Failure if another lab has it
 */
export async function claim(name: string): Promise<Release> {
  const holder = createServer();
  await new Promise<void>((done, failed) => {
    holder.once("error", (error: NodeJS.ErrnoException) => {
      const words = "another lab with machines runs on this host";
      const hints = ["both would use the same public addresses, which are addresses of loopback: wait for its end"];
      failed(error.code === "EADDRINUSE" ? new Failure(words, hints) : error);
    });
    // an abstract socket: no file is left behind
    holder.listen(`\0${name}`, done);
  });
  // refuses every connection, and does not keep the process alive
  holder.unref();
  return () => new Promise((done) => holder.close(() => done()));
}
