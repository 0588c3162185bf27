import { type NodeFile, nodeFile } from "../node-file";
import text from "./mysql.service.ejs";

/** Drop-in of the unit `mysql.service`: mysqld binds to an IPv6 address, which comes up later than the network. */
export function mysqlService(): NodeFile {
  return nodeFile({
    name: "configure/mysql-service.conf",
    target: "/etc/systemd/system/mysql.service.d/10-plumbline.conf",
    text,
  });
}
