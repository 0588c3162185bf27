// The simulated cloud in a process of its own: prints its endpoint, and for each line that it reads its memory.
import { createInterface } from "node:readline";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Cloud } from "../lab/cloud/cloud";

/** Bytes that are in use once all that nobody uses is gone. */
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
