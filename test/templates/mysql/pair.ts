import { mysqlChroot } from "./chroot";
import { succeeds } from "./outcome";
import { Replication } from "./replication";

/** A source and a replica of real servers, configured and filled; nothing is loaded yet. */
export async function startPair(plan = new Replication()): Promise<Replication> {
  plan.base = await mysqlChroot();
  await plan.add("master-sql", "2001:db8:a::10");
  await plan.add("slave-sql", "2001:db8:b::10");
  plan.writeHosts();
  for (const outcome of await Promise.all(plan.members.map((member) => plan.configure(member)))) succeeds(outcome);
  succeeds(await plan.fill());
  return plan;
}
