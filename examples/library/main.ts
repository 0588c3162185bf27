// The constructs without any plan: a MySQL source in Frankfurt, a replica in Ashburn.
import { App } from "cdktf";
import { Disk } from "../../constructs/disk";
import { Location } from "../../constructs/location";
import { MysqlReplication } from "../../constructs/mysql-replication";
import { PlumblineStack } from "../../constructs/plumbline-stack";
import { Port } from "../../constructs/port";
import { Size } from "../../constructs/size";

const app = new App({ stackTraces: false });
const stack = new PlumblineStack(app, "sql");

const frankfurt = new Location(stack, "EU6", { domain: "SqlReplication" });
const ashburn = new Location(stack, "NA9", { domain: "SqlReplication" });
const databases = {
  eu: frankfurt.addNetwork("databases", "10.1.0.0/24"),
  na: ashburn.addNetwork("databases", "10.2.0.0/24"),
};

const shape = {
  image: "Ubuntu 22.04 64-bit 2 CPU",
  cpus: 8,
  memory: Size.gigabytes(32),
  disks: [Disk.standard(Size.gigabytes(50))],
  inbound: [Port.tcp(22)],
};
const source = databases.eu.addNode("master-sql", shape);
const replica = databases.na.addNode("slave-sql", shape);

new MysqlReplication(stack, "replication", { source, replicas: [replica], database: "db01" });
stack.addInformation(`log in with: ssh ubuntu@${source.publicIpv4}`);

app.synth();
