import { join, resolve } from "node:path";
import { Cancellation } from "../lab/host/cancellation";
import { REPLICA } from "../lab/rehearsal/failures/case";
import { askForLargeLoad } from "../lab/rehearsal/failures/large-data";
import { savedPair } from "../lab/rehearsal/failures/saved-pair";
import { Testbed } from "../lab/rehearsal/failures/testbed";
import type { Row } from "./row";

/** How fast `mysql` and `zstd` alone are at the replica, with a dump of the same data. Prints seconds and bytes. */
const ALONE = `
set -Eeuo pipefail
work=$(mktemp -d -p /var/tmp)
trap 'rm -rf "$work"' EXIT
mysqldump --single-transaction --set-gtid-purged=OFF plumbline_lab | zstd --quiet >"$work/dump.zst"
now() { date +%s.%N; }
begin=$(now); zstd --quiet --decompress --stdout "$work/dump.zst" >/dev/null; end=$(now)
echo "$begin $end"
zstd --quiet --decompress "$work/dump.zst" -o "$work/dump"
mysql --execute 'SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF; SET sql_log_bin = 0; CREATE DATABASE scratch'
begin=$(now); mysql --init-command='SET sql_log_bin = 0' scratch <"$work/dump"; end=$(now)
echo "$begin $end"
stat --format %s "$work/dump"
`;

/** Loading a dump of more than 1 GB at the replica, compared with the two programs alone. */
export async function* benchLoad(base: string): AsyncGenerator<Row> {
  const environment = { ...process.env, REHEARSAL_FOLDER: join(resolve(base), "rehearsal") };
  const options = { root: process.cwd(), environment, cancellation: new Cancellation() };
  const { folder } = await savedPair(options, () => {});
  const testbed = await Testbed.restore(options, folder);
  try {
    await askForLargeLoad(testbed);
    const said = new Map<string, number>();
    await testbed.rehearsal.apply(() => {}, {
      onEvent: (event) => {
        if (event.kind === "said" && event.line.startsWith("seed: ")) {
          said.set(event.line.split(" ")[1] ?? "", Date.now());
        }
      },
    });
    const loading = ((said.get("loaded") ?? 0) - (said.get("loading") ?? 0)) / 1000;
    const [zstd = 0, mysql = 0, bytes = 0] = (await (await testbed.logins()).root(REPLICA, ALONE))
      .trim()
      .split("\n")
      .map((line) => {
        const [begin = 0, end] = line.split(" ").map(Number);
        return end === undefined ? begin : end - begin;
      });
    const row = (what: string, time: number): Row => ({
      what,
      figures: [`${time.toFixed(1)} s`, `${((bytes / 2 ** 30 / time) * 60).toFixed(2)} GB/min`],
      ratio: time / mysql,
    });
    yield row("the seed step loads it", loading);
    yield row("mysql alone, from a file", mysql);
    yield row("zstd alone, into nothing", zstd);
  } finally {
    await testbed.end();
  }
}
