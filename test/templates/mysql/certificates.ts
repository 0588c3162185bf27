import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** PEM texts. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: string;
}

/** A certificate authority as Terraform's `tls` provider makes one: ECDSA P-256. */
export function authority(name: string): KeyAndCertificate {
  return inFolder((folder) => {
    const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key"];
    openssl(folder, "req", "-x509", ...made, "-out", "ca.pem", "-days", "365", "-subj", `/CN=${name}`);
    return { key: read(folder, "ca.key"), certificate: read(folder, "ca.pem") };
  });
}

/** A server's certificate whose SAN holds its name and its address. */
export function certificate(by: KeyAndCertificate, name: string, ipv6: string, days: number): KeyAndCertificate {
  return inFolder((folder) => {
    writeFileSync(join(folder, "ca.key"), by.key);
    writeFileSync(join(folder, "ca.pem"), by.certificate);
    writeFileSync(join(folder, "names"), `subjectAltName=DNS:${name},IP:${ipv6}\n`);
    const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "server.key"];
    openssl(folder, "req", ...made, "-out", "server.csr", "-subj", `/CN=${name}`);
    const signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", `${days}`, "-extfile", "names"];
    openssl(folder, "x509", "-req", "-in", "server.csr", "-out", "server.pem", ...signed);
    return { key: read(folder, "server.key"), certificate: read(folder, "server.pem") };
  });
}

/** An Ed25519 pair in OpenSSH form. */
export function sshKey(): { readonly privateKey: string; readonly publicKey: string } {
  return inFolder((folder) => {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", join(folder, "key")]);
    return { privateKey: read(folder, "key"), publicKey: read(folder, "key.pub").trim() };
  });
}

function openssl(cwd: string, ...words: readonly string[]): void {
  execFileSync("openssl", words, { cwd, stdio: "pipe" });
}

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-certificates-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
