import functions from "./install.sh.ejs";

/** What the script of the first boot does for MySQL, whose package needs more care than cloud-init takes. */
export function mysqlInstallation(): {
  readonly functions: string;
  readonly commands: string;
  readonly installs: readonly string[];
} {
  return {
    functions: functions.trimEnd(),
    commands: `  install_mysql || {
    echo "first boot: MySQL could not be installed, see above" >&2
    exit 1
  }`,
    installs: ["mysql-server"],
  };
}
