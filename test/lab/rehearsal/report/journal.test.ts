// @module-tag unit
import { expect, it } from "vitest";
import { Journal } from "../../../../lab/rehearsal/report/journal";

it("a journal notes when Terraform worked on a resource, and how often the step said that it waits", () => {
  let clock = 0;
  const journal = new Journal(() => clock);
  const resource = { address: "null_resource.EU6_n_ready", type: "null_resource" };
  const said = (line: string) => journal.span({ kind: "said", ...resource, line });
  clock = 10;
  journal.span({ kind: "begun", ...resource });
  const lines = [
    "ready: waiting for the clock to be synchronised, at most 180 s",
    "ready: mysqld is active",
    "reach EU6::n: waiting for 192.0.2.1 port 22 to answer, at most 900 s: the server may still be starting",
  ];
  lines.forEach(said);
  clock = 25;
  journal.span({ kind: "done", ...resource });
  expect([...journal.spans]).toEqual([
    [resource.address, { began: 10, ended: 25, waits: 2, said: lines.map((line) => ({ line, at: 10 })) }],
  ]);
});
