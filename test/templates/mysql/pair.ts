import { mysqlChroot } from "./chroot";
import { succeeds } from "./outcome";
import { type Member, Replication } from "./replication";

/** The machine of a source alone, as MySQL's package leaves it: the first and only member of a plan. */
export async function addSource(plan: Replication, name = "master-sql"): Promise<Member> {
  plan.base = await mysqlChroot();
  const source = await plan.add(name, "2001:db8:a::10");
  plan.writeHosts();
  return source;
}

/** The machines of a source and a replica, as MySQL's package leaves them. */
export async function addPair(plan: Replication, source = "master-sql", replica = "slave-sql"): Promise<void> {
  await addSource(plan, source);
  await plan.add(replica, "2001:db8:b::10");
  plan.writeHosts();
}

/** A source and a replica of real servers, configured and filled; nothing is loaded yet. */
export async function startPair(plan = new Replication()): Promise<Replication> {
  await addPair(plan);
  for (const outcome of await Promise.all(plan.members.map((member) => plan.configure(member)))) {
    succeeds(outcome);
  }
  succeeds(await plan.fill());
  return plan;
}
