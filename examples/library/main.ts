// The constructs without any plan: a MySQL source in Frankfurt, a replica in Ashburn.
import { App } from "cdktf";
import {
  Disk,
  Location,
  MysqlReplication,
  Network,
  NetworkDomain,
  Node,
  PlumblineStack,
  Port,
  Size,
} from "../../constructs";

const app = new App({ stackTraces: false });
const stack = new PlumblineStack(app, "sql");

const frankfurt = new NetworkDomain(new Location(stack, "EU6"), "Default", { name: "SqlReplication" });
const ashburn = new NetworkDomain(new Location(stack, "NA9"), "Default", { name: "SqlReplication" });
const networks = {
  eu: new Network(frankfurt, "databases", { ipv4: "10.1.0.0/24" }),
  na: new Network(ashburn, "databases", { ipv4: "10.2.0.0/24" }),
};

const shape = {
  image: "Ubuntu 22.04 64-bit 2 CPU",
  cpus: 8,
  memory: Size.gigabytes(32),
  disks: [Disk.standard(Size.gigabytes(50))],
  inbound: [Port.tcp(22)],
};
const first = new Node(frankfurt, "sql1", { cards: [{ network: networks.eu }], ...shape });
const second = new Node(ashburn, "sql2", { cards: [{ network: networks.na }], ...shape });

new MysqlReplication(stack, "replication", { members: [first, second], source: first, database: "db01" });
stack.outputs.addInformation(`log in with: ssh ubuntu@${first.publicIpv4}`);

app.synth();
