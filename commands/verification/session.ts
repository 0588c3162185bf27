import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { NODE_ACCOUNTS } from "../../platform/mysql/accounts";
import { CHANNEL_QUESTION, NO_CHANNEL_QUESTION } from "../../platform/mysql/channel";
import { CONTENT_QUESTION } from "../../platform/mysql/content";
import { SYSTEM_SCHEMAS } from "../../platform/mysql/schemas";
import { sessionStatement } from "../../platform/mysql/session";
import { Failure } from "../cli/command";
import dataScript from "./data.sh";
import { EXPECTED_SSHD } from "./expected-sshd";
import { Facts } from "./facts";
import mysqldScript from "./mysqld.sh";
import nodeScript from "./node.sh";
import replicationScript from "./replication.sh";
import stepsScript from "./steps.sh";
import { readTranscript, type Transcript } from "./transcript";

/** The scripts that look at a node. */
const SCRIPTS = { node: nodeScript, replication: replicationScript, data: dataScript, steps: stepsScript };

export type Script = keyof typeof SCRIPTS;

/** The result of a connection to a node. */
export interface Session {
  readonly transcript: Transcript;
  /** What the script found; undefined: it did not run, or not to its end. */
  readonly facts: Facts | undefined;
  /** Why there are no facts, in words. */
  readonly problem: string;
}

/** How long connecting may take. */
const CONNECT_TIMEOUT_S = 30;
/** How often a server is asked that refuses connections for now. */
const TRIES = 4;

/** Connections to nodes, with an ssh configuration that pins their host keys. */
export class NodeConnections {
  /**
   * @param config path of the configuration
   * @param stop ends all connections
   * @param pauseS seconds to wait before asking again a server that refuses connections for now
   */
  public constructor(
    private readonly config: string,
    private readonly stop: AbortSignal,
    private readonly pauseS = 10,
  ) {}

  /**
   * Runs a script on a node as root. Words and script go through the connection's standard input, so that no process
   * has them as arguments.
   * @param limitS seconds after which the script must be done
   */
  public async run(id: string, script: Script, words: readonly string[], limitS: number): Promise<Session> {
    const input = `set -- ${words.map(quoted).join(" ")}\n${scriptText(script)}`;
    return this.connect([], id, "sudo -n bash -s", input, limitS);
  }

  /** Tries to log in as another account with the deployer's key, and does nothing there. */
  public async tryLogin(id: string, account: string): Promise<Transcript> {
    return (await this.connect(["-l", account], id, "true", "", CONNECT_TIMEOUT_S * 2)).transcript;
  }

  private async connect(options: readonly string[], id: string, command: string, input: string, limitS: number) {
    let session = await this.connectOnce(options, id, command, input, limitS);
    for (let tries = 1; session.transcript.isPutOff && tries < TRIES && !this.stop.aborted; tries++) {
      await sleep(this.pauseS * 1000, undefined, { signal: this.stop }).catch(() => {});
      session = await this.connectOnce(options, id, command, input, limitS);
    }
    return session;
  }

  private connectOnce(
    options: readonly string[],
    id: string,
    command: string,
    input: string,
    limitS: number,
  ): Promise<Session> {
    const bounds = [
      "BatchMode=yes",
      `ConnectTimeout=${CONNECT_TIMEOUT_S}`,
      "ServerAliveInterval=10",
      "ServerAliveCountMax=3",
    ];
    const words = ["-F", this.config, "-v", "-T", ...bounds.flatMap((bound) => ["-o", bound]), ...options];
    return new Promise((resolve, reject) => {
      const ssh = spawn("ssh", [...words, "--", id, command], { stdio: "pipe", signal: this.stop });
      let isOver = false;
      const timer = setTimeout(() => {
        isOver = true;
        ssh.kill("SIGKILL");
      }, limitS * 1000);
      let stdout = "";
      let stderr = "";
      ssh.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
      });
      ssh.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
      });
      ssh.stdin.on("error", () => {
        // the connection closed before everything was sent; the reason is reported elsewhere
      });
      ssh.stdin.end(input);
      ssh.on("error", (error) => {
        if (error.name !== "AbortError") {
          reject(new Failure(`cannot run ssh: ${error.message}`));
        }
      });
      ssh.on("close", () => {
        clearTimeout(timer);
        const transcript = readTranscript(stderr);
        const facts = Facts.read(stdout);
        const problem = isOver ? `no answer within ${limitS} s` : lastWords(transcript);
        resolve({ transcript, facts, problem });
      });
    });
  }
}

/** The text of a script with what it needs. */
export function scriptText(script: Script): string {
  return [variables(), mysqldScript, SCRIPTS[script]].join("\n");
}

/** The scripts' variables: facts about MySQL come from `platform/mysql`. */
function variables(): string {
  const values = {
    ROOT_SESSION: sessionStatement("root"),
    ORDINARY_SESSION: sessionStatement("ordinary"),
    NODE_ACCOUNTS: sqlList(NODE_ACCOUNTS),
    SYSTEM_SCHEMAS: sqlList(SYSTEM_SCHEMAS),
    CHANNEL_QUESTION,
    NO_CHANNEL_QUESTION,
    CONTENT_QUESTION,
    SSHD_KEYWORDS: Object.keys(EXPECTED_SSHD).join("|"),
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join("");
}

/** Plain names as an SQL list. */
function sqlList(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}

function lastWords({ complaints }: Transcript): string {
  return complaints.slice(-2).join("; ") || "no word of why";
}

/** A word for a shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
