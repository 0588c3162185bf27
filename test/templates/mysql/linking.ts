import { describe, expect, it } from "vitest";
import { authority } from "./certificates";
import { fails, succeeds } from "./outcome";
import type { Replication } from "./replication";

/** `link`, and what the key of a replica can do at its source. */
export function linking(plan: Replication): void {
  describe("link", () => {
    const nft = (rule: string) =>
      plan.source.machine.machine.outside([
        "nft",
        `table ip6 closed { chain input { type filter hook input priority 0; ${rule}; }; }`,
      ]);
    const open = () => plan.source.machine.machine.outside(["nft", "delete table ip6 closed"]);

    it("finds all layers in order", async () => {
      succeeds(await plan.link(plan.replica));
    });

    it("tells a firewall that drops a port from a server that does not listen", async () => {
      nft("tcp dport 3306 drop");
      fails(await plan.link(plan.replica), /tcp\/3306: no answer.*ssh over IPv6 works.*firewall/, /npm run diff/);
      open();
      nft("tcp dport 22 reject with tcp reset");
      fails(await plan.link(plan.replica), /tcp\/22: .*refuses it.*no sshd/);
      open();
      nft("icmpv6 type echo-request drop");
      fails(await plan.link(plan.replica), /ICMPv6: no echo/);
      open();
    });

    it("names a name that resolves to another address", async () => {
      await plan.replica.machine.machine.must("sed -i 's/a::10 master/a::11 master/' /etc/hosts");
      fails(await plan.link(plan.replica), /name: master-sql resolves to 2001:db8:a::11, the plan says 2001:db8:a::10/);
      plan.writeHosts();
    });

    it("believes only the host key of the plan, and only the key of the replica is believed", async () => {
      const known = "/root/.ssh/plumbline-seed.known_hosts";
      await plan.replica.machine.machine.must(
        `cp ${known} /root/kept; ssh-keygen -y -f /root/.ssh/plumbline-seed | sed 's/^/master-sql /' >${known}`,
      );
      fails(await plan.link(plan.replica), /ssh: master-sql shows another host key/);
      await plan.replica.machine.machine.must(`mv /root/kept ${known}`);
      await plan.source.machine.machine.must(
        "sed -i.kept 's/b::10/b::11/' /var/lib/plumbline-seed/.ssh/authorized_keys",
      );
      fails(await plan.link(plan.replica), /ssh: master-sql does not take this node's key/);
      succeeds(await plan.configure(plan.source));
    });

    it("names a wrong password, and a certificate that cannot be verified", async () => {
      const { password } = plan;
      plan.password = "wr0ng";
      fails(await plan.link(plan.replica), /login: master-sql refuses the account replicator/, /source step/);
      plan.password = password;
      plan.replica.machine.machine.write("/etc/mysql/tls/ca.pem", authority("another").certificate);
      fails(await plan.link(plan.replica), /TLS: the certificate of master-sql cannot be verified/);
      succeeds(await plan.configure(plan.replica));
    });

    it("says that no connection is left at the source", async () => {
      const { machine } = plan.source.machine;
      const limit = await plan.source.machine.sql("SELECT @@GLOBAL.max_connections");
      // the connection beside the limit is for administrators, and not for a replica
      const holder = machine.begin(
        `(echo "SET GLOBAL max_connections = 1; SELECT 'holds';"; until [ -e /run/linked ]; do sleep 0.1; done
          echo "SET GLOBAL max_connections = ${limit};") | mysql --unbuffered`,
      );
      await holder.said(/holds/);
      fails(await plan.link(plan.replica), /login: master-sql has no connection left/, /SHOW PROCESSLIST/);
      await machine.must("touch /run/linked");
      await holder.end;
    });
  });

  describe("the key of a replica", () => {
    it("can ask for its dump and for nothing else", async () => {
      const ask = (command: string) =>
        plan.replica.machine.machine.run(
          `ssh -F none -i /root/.ssh/plumbline-seed -o BatchMode=yes -o UserKnownHostsFile=/root/.ssh/plumbline-seed.known_hosts plumbline-seed@master-sql ${command} </dev/null`,
        );
      expect((await ask("ping")).stdout).toBe("plumbline-seed serves slave-sql\n");
      expect((await ask("")).stderr).toContain("not one of");
      expect((await ask("cat /etc/passwd")).stderr).toContain("not one of");
      expect((await ask("rsync --server --sender -logDtpre.iLsfxCIvu . ../../../etc/passwd")).status).not.toBe(0);
      expect(
        (
          await plan.source.machine.machine.run(
            "runuser -u plumbline-seed -- sudo -n /usr/local/lib/plumbline/seed-dump take other",
          )
        ).status,
      ).not.toBe(0);
    });
  });

  it("a dump is given up when the replica that asked for it went away", async () => {
    const { machine } = plan.source.machine;
    // mysqldump waits for it, so that the dump is not over too soon
    const writer = machine.begin("mysql -e 'LOCK TABLES db01.persons WRITE; SELECT SLEEP(300)'");
    const asked = await plan.replica.machine.machine.run(
      "timeout 3 ssh -F none -i /root/.ssh/plumbline-seed -o UserKnownHostsFile=/root/.ssh/plumbline-seed.known_hosts plumbline-seed@master-sql dump </dev/null",
    );
    expect(asked.status).toBe(124);
    await machine.must("timeout 60 sh -c 'while pgrep --full \"[s]eed-dump take|[m]ysqldump\"; do sleep 0.2; done'");
    expect(await machine.must("find /var/lib/plumbline-seed/outgoing -type f")).toBe("");
    await machine.must("pkill --full '[L]OCK TABLES'");
    await writer.end;
  });
}
