// @module-tag unit
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConsoleLog } from "../../../lab/machines/console-log";

describe("a console's log", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lab-console-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = () => join(folder, "console.log");

  it("tells the last lines, without what only a terminal understands", () => {
    const log = new ConsoleLog(file());
    expect(log.lastLines(2)).toEqual([]);
    log.append(Buffer.from("\x1b[2J\x1b[1;1Hone\r\n[\x1b[0;32m  OK  \x1b[0m] two\r\n\r\nth"));
    log.append(Buffer.from("ree"));
    expect(log.lastLines(2)).toEqual(["[  OK  ] two", "three"]);
    expect(log.lastLines(9)).toHaveLength(3);
  });

  it("never takes more room than twice its limit, and keeps what was last", () => {
    const log = new ConsoleLog(file(), 1000);
    for (let line = 0; line < 500; line += 1) {
      log.append(Buffer.from(`line ${line}\n`));
      const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2 * 1000 + 10);
    }
    expect(log.lastLines(100).at(0)).toBe("line 400");
    expect(log.lastLines(1)).toEqual(["line 499"]);
  });

  it("goes on where an earlier run ended, its limit too", () => {
    new ConsoleLog(file(), 1000).append(Buffer.alloc(900, "x"));
    const log = new ConsoleLog(file(), 1000);
    log.append(Buffer.from(`${"y".repeat(200)}\n`));
    expect(readdirSync(folder)).toEqual(["console.log.old"]);
    expect(statSync(`${file()}.old`).mode & 0o777).toBe(0o600);
  });
});
