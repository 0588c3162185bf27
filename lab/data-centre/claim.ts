import { createServer } from "node:net";
import { Failure } from "../host/failure";

/** The public addresses of the lab: addresses of this host's loopback. */
export const ADDRESSES = "plumbline-lab-addresses";

/** Gives it back. */
export type Release = () => Promise<void>;

/**
 * Claims what one lab with machines can have at a time: the nodes of two would answer for each other. The kernel keeps
 * the name for one process of a network namespace, and forgets it when that process ends, however it does.
 * @throws Failure where somebody has it
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
  // it answers nobody, and keeps no process alive
  holder.unref();
  return () => new Promise((done) => holder.close(() => done()));
}
