// The simulated cloud in its own process: prints its endpoint, and its memory for each line that it reads.
import { createInterface } from "node:readline";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Cloud } from "../lab/cloud/cloud";

/** Bytes in use after a garbage collection. */
export interface Memory {
  readonly heap: number;
  readonly resident: number;
}

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

function memory(): Memory {
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, resident: rss };
}

const cloud = new Cloud();
void cloud.listen().then((endpoints) => {
  console.log(JSON.stringify(endpoints));
  createInterface({ input: process.stdin })
    .on("line", () => console.log(JSON.stringify(memory())))
    .on("close", () => void cloud.stop());
});
