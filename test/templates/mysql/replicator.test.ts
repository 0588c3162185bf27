// @module-tag unit

import { expect, it } from "vitest";
import { replicationChannel, replicatorOptions } from "../../../templates/mysql/replicator";
import { namesIn, value } from "../values";

const props = { source: "master-sql", password: value("replicator_password") };

it("the channel verifies the source, is encrypted, and finds its position by itself", () => {
  const { text } = replicationChannel(props);
  for (const option of [
    "SOURCE_HOST = 'master-sql'",
    "SOURCE_AUTO_POSITION = 1",
    "SOURCE_SSL = 1",
    "SOURCE_SSL_VERIFY_SERVER_CERT = 1",
    "SOURCE_SSL_CA = '/etc/mysql/tls/ca.pem'",
  ]) {
    expect(text).toContain(option);
  }
});

it("the channel does not give up after an outage of ten minutes", () => {
  expect(replicationChannel(props).text).toMatch(/SOURCE_RETRY_COUNT = 86400/);
});

it("the login checks what the channel checks, and each step has its own file", () => {
  for (const step of ["link", "seed"] as const) {
    const file = replicatorOptions(step, props);
    expect(file.name).toBe(`${step}/replicator.cnf.tftpl`);
    expect(file.text).toMatch(/^ssl_mode +=\sVERIFY_IDENTITY$/m);
    expect(file.text).toMatch(/^password +=\s\$\{replicator_password\}$/m);
    expect(namesIn(file)).toEqual(["replicator_password"]);
  }
});
