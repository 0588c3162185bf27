// @module-tag unit

import { expect, it } from "vitest";
import { authorizedKeysFile } from "../../templates/authorized-keys";
import { namesIn, value } from "./values";

it("lets in the deployer and the operators, and says who wrote it", () => {
  const file = authorizedKeysFile({
    loginUser: "debian",
    deployer: value("deployer"),
    operators: ["ssh-ed25519 AAAA ann", "ssh-rsa BBBB ${bob}"],
  });
  expect(file.name).toBe("configure/authorized-keys.tftpl");
  expect(file.target).toBe("/home/debian/.ssh/authorized_keys");
  expect(namesIn(file)).toEqual(["deployer"]);
  expect(file.text).toBe(
    "# written by plumbline from the plan; a line added here by hand is lost\n" +
      "${deployer}\nssh-ed25519 AAAA ann\nssh-rsa BBBB $${bob}\n",
  );
});
