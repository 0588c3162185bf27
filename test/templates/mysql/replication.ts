import { type AccountUser, mysqlAccounts } from "../../../templates/mysql/accounts";
import { accountsProgram } from "../../../templates/mysql/accounts-program";
import { clientHosts, mysqlClients } from "../../../templates/mysql/clients";
import { mysqlConfiguration } from "../../../templates/mysql/configuration";
import { populateFiles } from "../../../templates/mysql/populate";
import { replicationChannel, replicatorOptions } from "../../../templates/mysql/replicator";
import {
  seedAuthorizedKeys,
  seedDump,
  seedKnownHosts,
  seedSudoers,
  serveSeed,
} from "../../../templates/mysql/seed-access";
import { serverId } from "../../../templates/mysql/server-id";
import { mysqlService } from "../../../templates/mysql/service";
import { known, value } from "../values";
import { authority, certificate, sshKey } from "./certificates";
import { DatabaseMachine } from "./database-machine";
import { Machine, type Outcome } from "./machine";

/** One server of the replication, with what Terraform would hold for it. */
export interface Member {
  readonly name: string;
  readonly ipv6: string;
  readonly machine: DatabaseMachine;
  readonly seedKey: ReturnType<typeof sshKey>;
  tls: ReturnType<typeof certificate>;
  settings: Record<string, string>;
}

/** Small servers: several of them share the machine that tests run on. */
const SMALL = {
  innodb_dedicated_server: "OFF",
  innodb_buffer_pool_size: "64M",
  innodb_redo_log_capacity: "32M",
  max_connections: "50",
};

/** With what Terraform would read as its own in it. */
export const POPULATE = `CREATE TABLE persons (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(30) UNIQUE);
INSERT INTO persons (name) VALUES ('Zoë'), ('\${not} a %{variable}');
`;

/** A plan's worth of values, and the steps that are applied with them. */
export class Replication {
  readonly certificates = authority("the plan's authority");
  /** What the members trust. */
  trusted = this.certificates.certificate;
  password = "Repl1cator_Repl1cator.Repl1cator";
  /** Number of that password. */
  generation = 1;
  database = "db01";
  users: AccountUser[] = [{ name: "dbuser", rights: ["ALL"], password: value("dbuser_password"), generation: 1 }];
  userPasswords: Record<string, string> = { dbuser_password: "DbUs3r_DbUs3r.DbUs3r" };
  /** Ranges in CIDR form. */
  clients: string[] = [];
  populate: string | Buffer = POPULATE;
  readonly members: Member[] = [];
  /** Root file system that each machine is a copy of. */
  base = "";

  /** Starts a machine as MySQL's package leaves it, with a cable to the source; the first one is the source. */
  async add(name: string, ipv6: string): Promise<Member> {
    const machine = await DatabaseMachine.start(name, this.base);
    machine.machine.outside(["ip", "-6", "address", "replace", `${ipv6}/128`, "dev", "lo", "nodad"]);
    await machine.machine.must("restart-mysqld");
    const tls = certificate(this.certificates, name, ipv6, 365);
    const member: Member = { name, ipv6, machine, seedKey: sshKey(), tls, settings: { ...SMALL } };
    this.members.push(member);
    if (member !== this.source) {
      this.cable(member);
    }
    return member;
  }

  /** The first member is the source. */
  get source(): Member {
    const [source] = this.members;
    if (source === undefined) {
      throw new Error("no member yet");
    }
    return source;
  }

  /** The first of the replicas. */
  get replica(): Member {
    const [, replica] = this.members;
    if (replica === undefined) {
      throw new Error("no replica yet");
    }
    return replica;
  }

  get replicas(): readonly Member[] {
    return this.members.slice(1);
  }

  /** Names in /etc/hosts, which the base part of `configure` writes. */
  writeHosts(): void {
    const lines = this.members.map(({ name, ipv6 }) => `${ipv6} ${name}\n`);
    for (const { machine } of this.members) {
      machine.machine.write("/etc/hosts", `127.0.0.1 localhost\n${lines.join("")}`);
    }
  }

  /** @param more lines of the configuration that no plan may have */
  async configure(member: Member, more = ""): Promise<Outcome> {
    const { machine, name, settings, tls } = member;
    const role = this.roleOf(member);
    const files = [
      mysqlConfiguration({ role, serverId: serverId(name), reportHost: name, ipv6: value("own_ipv6"), settings }),
      mysqlService(),
      ...(role === "source"
        ? [
            seedAuthorizedKeys({
              replicas: this.replicas.map((replica) => ({
                name: replica.name,
                ipv6: value(variable(replica.name, "ipv6")),
                publicKey: value(variable(replica.name, "seed_key")),
              })),
            }),
            seedSudoers({ replicas: this.replicas }),
            serveSeed(),
            seedDump(),
          ]
        : [seedKnownHosts({ source: this.source.name, hostKey: value("host_key") })]),
    ];
    machine.upload("configure", files, { ...this.values(), own_ipv6: member.ipv6 });
    if (more !== "") {
      machine.addText("configure", "mysql.cnf", more);
    }
    machine.uploadText("configure", "ca.pem", this.trusted);
    machine.uploadText("configure", "server.pem", tls.certificate);
    machine.uploadText("configure", "server-key.pem", tls.key);
    if (role === "replica") {
      machine.uploadText("configure", "seed-key", member.seedKey.privateKey);
    }
    const may = await machine.run("configure", "role", role);
    return may.status === 0 ? machine.run("configure", "configure-mysql", role) : may;
  }

  async ready(member: Member): Promise<Outcome> {
    const { name, ipv6 } = member;
    const may = await member.machine.run("ready", "role", this.roleOf(member));
    if (may.status !== 0) {
      return may;
    }
    return member.machine.run("ready", "ready-mysql", this.roleOf(member), name, ipv6, `${serverId(name)}`);
  }

  /** The database and the accounts at the source. */
  async fill(): Promise<Outcome> {
    const { machine } = this.source;
    machine.upload("source", populateFiles({ path: "persons.sql", bytes: Buffer.from(this.populate) }), this.values());
    const database = await machine.run("source", "database", this.database);
    if (database.status !== 0) {
      return database;
    }
    const accounts = await this.account();
    return { ...accounts, stdout: database.stdout + accounts.stdout, stderr: database.stderr + accounts.stderr };
  }

  /** The accounts at the source. */
  account(): Promise<Outcome> {
    const { machine } = this.source;
    const files = [
      mysqlAccounts({
        source: value(variable(this.source.name, "ipv6")),
        replicas: this.replicas.map(({ name }) => value(variable(name, "ipv6"))),
        replicator: { password: value("replicator_password"), generation: this.generation },
        users: this.users,
        database: this.database,
        operators: ["ubuntu"],
      }),
      mysqlClients(this.clients.map(known)),
      clientHosts(),
      ...accountsProgram(),
    ];
    machine.upload("source", files, this.values());
    return machine.run("source", "accounts");
  }

  /** Ends the password that a replica had before. */
  retire(replica: Member): Promise<Outcome> {
    return this.source.machine.run("verify", "retire", replica.ipv6);
  }

  link(replica: Member): Promise<Outcome> {
    const options = replicatorOptions("link", { source: this.source.name, password: value("replicator_password") });
    replica.machine.upload("link", [options], this.values());
    return replica.machine.run("link", "link", this.source.name, this.source.ipv6);
  }

  beginSeed(replica: Member, reseed = "") {
    const props = { source: this.source.name, password: value("replicator_password") };
    const files = [replicatorOptions("seed", props), replicationChannel(props)];
    replica.machine.upload("seed", files, this.values());
    return replica.machine.begin("seed", "seed", this.source.name, replica.name, reseed);
  }

  seed(replica: Member, reseed = ""): Promise<Outcome> {
    return this.beginSeed(replica, reseed).end;
  }

  /** Writes the canary and looks for it. */
  async verify(replica: Member, token: string): Promise<Outcome> {
    const retired = await this.retire(replica);
    if (retired.status !== 0) {
      return retired;
    }
    const written = await this.source.machine.run("verify", "verify-source", token);
    if (written.status !== 0) {
      return written;
    }
    return replica.machine.run("verify", "verify", token, this.source.name, "ubuntu");
  }

  names(member: Member): Promise<string> {
    return member.machine.sql("SELECT GROUP_CONCAT(name ORDER BY name) FROM db01.persons");
  }

  accounts(member: Member): Promise<string> {
    return member.machine.sql("SELECT CONCAT(user, '@', host) FROM mysql.user ORDER BY user, host");
  }

  insert(name: string): Promise<string> {
    return this.source.machine.sql(`INSERT INTO db01.persons (name) VALUES ('${name}')`);
  }

  /** Removes all binary logs of the source but the newest. */
  purge(): Promise<string> {
    return this.source.machine.sql("FLUSH BINARY LOGS; DO SLEEP(1); PURGE BINARY LOGS BEFORE NOW()");
  }

  /** Waits until a replica has applied all that the source has. */
  async caughtUp(member: Member): Promise<void> {
    const set = await this.source.machine.transactions();
    await member.machine.sql(`SELECT WAIT_FOR_EXECUTED_GTID_SET('${set}', 60)`);
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map(({ machine }) => machine.machine.stop()));
  }

  /** A card at the source for each replica. */
  private cable(to: Member): void {
    Machine.join(
      { machine: this.source.machine.machine, address: this.source.ipv6, card: `eth${this.replicas.length - 1}` },
      { machine: to.machine.machine, address: to.ipv6, card: "eth0" },
    );
  }

  private roleOf(member: Member): "source" | "replica" {
    // a test may give a copy with other settings
    return member.name === this.source.name ? "source" : "replica";
  }

  private values(): Record<string, string> {
    const ofMembers = this.members.flatMap((member) => [
      [variable(member.name, "ipv6"), member.ipv6],
      [variable(member.name, "seed_key"), member.seedKey.publicKey],
    ]);
    return {
      ...Object.fromEntries(ofMembers),
      ...this.userPasswords,
      host_key: this.source.machine.hostKey,
      replicator_password: this.password,
    };
  }
}

function variable(name: string, what: string): string {
  return `${name}_${what}`.replaceAll("-", "_");
}
