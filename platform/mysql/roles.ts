/**
 * What makes a server the source of a replication, or a replica: variables of mysqld that the step `role` alone looks
 * after. The option file of all members says that they are replicas.
 */
export const ROLE_VARIABLES = ["super_read_only", "read_only", "event_scheduler"] as const;

/** The option file that a source has beside it, read after it: mysqld reads the files of the folder by name. */
export const SOURCE_FILE = "/etc/mysql/mysql.conf.d/zzz-plumbline-source.cnf";
