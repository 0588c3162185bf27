import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Expectations, Outputs } from "../../commands/terraform/outputs";
import { knownOptions, mysqlConfiguration } from "../../templates/mysql/configuration";
import { serverId } from "../../templates/mysql/server-id";
import { addPair } from "../templates/mysql/pair";
import { type Member, Replication } from "../templates/mysql/replication";
import { value } from "../templates/values";
import { deployOutputs, makeKey, sampleNode } from "./deployed-stack";
import { Project, ROOT } from "./project";

/** In place of what a machine without a kernel of its own cannot have: disks, LVM, nftables, systemd. */
const STUBS: Readonly<Record<string, string>> = {
  lsblk: `case $* in
*NAME,TYPE,HCTL,SIZE*) printf '%s\\n' '/dev/sda disk 2:0:0:0 10737418240' '/dev/sdb disk 2:0:1:0 53687091200' '/dev/sda1 part  1' ;;
*) echo lvm ;;
esac`,
  findmnt: "echo /dev/mapper/rootvol00-rootlvol00",
  lvs: "echo '  rootvol00'",
  pvs: "[[ $* != *sdb* ]] || echo '  rootvol00'",
  df: "echo Size; echo $((57 << 30))",
  nft: "echo 'type filter hook input priority filter; policy drop;'",
  timedatectl: "[[ $* == *NTPSynchronized* ]] && echo yes || echo ntp.example.com",
  systemctl: `case $* in
*systemd-timesyncd*) exit 0 ;;
'is-active mysql.service') pgrep -x mysqld >/dev/null && echo active || { echo failed; exit 3; } ;;
*) exit 3 ;;
esac`,
};

/** Two servers of MySQL that replicate, deployed as far as `npm run verify` can see, and an operator's project. */
export class DeployedPair {
  public readonly replication = new Replication();
  public readonly project = new Project();
  private readonly deployer = makeKey(this.project.folder, "made");

  public async start(): Promise<void> {
    const plan = this.replication;
    await addPair(plan);
    for (const [index, member] of plan.members.entries()) {
      const { machine } = member.machine;
      for (const [name, body] of Object.entries(STUBS)) {
        machine.write(`/usr/local/sbin/${name}`, `#!/bin/bash\n${body}\n`, 0o755);
      }
      machine.write("/etc/sudoers.d/90-plumbline", "ubuntu ALL=(ALL) NOPASSWD:ALL\n", 0o440);
      await machine.must(
        `passwd --lock root; usermod --password '*' ubuntu; install -d -m 0700 -o ubuntu -g ubuntu /home/ubuntu/.ssh
         cat >/home/ubuntu/.ssh/authorized_keys; mkdir -p /root/.ssh; cp /home/ubuntu/.ssh/authorized_keys /root/.ssh/
         ip address add ${ADDRESSES[index]}/30 dev eth0`,
        `${this.deployer.publicKey}\n`,
      );
    }
    await all(plan.members, (member) => plan.configure(member));
    await must(plan.fill());
    await must(plan.link(plan.replica));
    await must(plan.seed(plan.replica));
    this.deploy();
  }

  /** Brings the stack's outputs up to date. */
  public deploy(change: (outputs: Outputs) => void = () => {}): void {
    const outputs = this.outputs();
    change(outputs);
    deployOutputs(this.project, outputs);
  }

  /** What the stack of these two has for outputs. */
  public outputs(): Outputs {
    const { members } = this.replication;
    const nodes = members.map(({ name, ipv6, machine }, index) =>
      sampleNode({
        name,
        ipv6,
        location: idOf(index).slice(0, 3),
        public_ipv4: ADDRESSES[index] ?? null,
        host_key: machine.hostKey,
      }),
    );
    const expectations = members.map(({ name, settings }): Expectations => {
      return {
        disks: [
          { unit: 0, gigabytes: 10 },
          { unit: 1, gigabytes: 50 },
        ],
        peers: nodes.filter((peer) => peer.name !== name).map((peer) => ({ name: peer.name, ipv6: peer.ipv6 })),
        mysql: {
          replication: "sql",
          certificate_days: 30,
          server_id: serverId(name),
          settings: knownOptions(
            mysqlConfiguration({
              serverId: serverId(name),
              reportHost: name,
              ipv6: value("own_ipv6"),
              settings,
            }),
          ),
        },
      };
    });
    const byId = <T>(list: readonly T[]) => Object.fromEntries(list.map((one, index) => [idOf(index), one]));
    return {
      information: ["two servers"],
      nodes: byId(nodes),
      unattended: {},
      expectations: { machines: "contextualised", nodes: byId(expectations) },
      replications: { sql: { source: SOURCE, members: [SOURCE, REPLICA], database: "db01", populated: true } },
      secrets: { deployer_key: this.deployer.privateKey, passwords: {}, admin_passwords: {}, values: {} },
    };
  }

  /** Runs a command where the nodes' addresses lead to them. */
  public run(command: string, args: readonly string[] = []) {
    const script = join(this.project.folder, "within");
    const { pid } = this.replication.source.machine.machine;
    writeFileSync(script, `exec nsenter --target ${pid} --net -- ${ROOT}/plumbline "$@"\n`);
    return this.project.run(command, args, {}, ["bash", script]);
  }

  public async stop(): Promise<void> {
    await this.replication.stop();
    this.project.remove();
  }
}

/** Addresses on the cable between the two, as if they were public. */
const ADDRESSES = ["192.0.2.1", "192.0.2.2"];

/** Ids of the two. */
export const SOURCE = "EU6::master-sql";
export const REPLICA = "NA9::slave-sql";

function idOf(index: number): string {
  return index === 0 ? SOURCE : REPLICA;
}

async function all(members: readonly Member[], work: (member: Member) => Promise<{ status: number | null }>) {
  await Promise.all(members.map((member) => must(work(member))));
}

async function must(work: Promise<{ status: number | null; stderr?: string }>): Promise<void> {
  const { status, stderr } = await work;
  if (status !== 0) {
    throw new Error(`a step ended with ${status}: ${stderr}`);
  }
}
