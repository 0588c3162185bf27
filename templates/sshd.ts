import { SSHD_VALUES } from "../platform/baseline/sshd";

/**
 * Text of `/etc/ssh/sshd_config.d/10-plumbline.conf`. sshd takes the first value it reads, hence the low number.
 * @param opening values in the place of the baseline's
 */
export function sshdFile(opening: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ ...SSHD_VALUES, ...opening }).map(([keyword, value]) => `${keyword} ${value}`);
  return `${lines.join("\n")}\n`;
}
