import { SSHD_VALUES } from "../platform/baseline/sshd";

/** Text of `/etc/ssh/sshd_config.d/10-plumbline.conf`. sshd takes the first value it reads, hence the low number. */
export function sshdFile(): string {
  const lines = Object.entries(SSHD_VALUES).map(([keyword, value]) => `${keyword} ${value}`);
  return `${lines.join("\n")}\n`;
}
