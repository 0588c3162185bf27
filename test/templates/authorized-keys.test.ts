// @module-tag unit
import { value } from "./values";
import { expect, it } from "vitest";
import { authorizedKeysFile } from "../../templates/authorized-keys";

it("lets in the deployer and the operators, and says who wrote it", () => {
  const file = authorizedKeysFile({ deployer: value("deployer"), operators: ["ssh-ed25519 AAAA ann", "ssh-rsa BBBB ${bob}"] });
  expect(file).toMatchObject({ name: "configure/authorized-keys.tftpl", variables: ["deployer"] });
  expect(file.text).toBe(
    "# written by plumbline from the plan; a line added here by hand is lost\n" +
      "${deployer}\nssh-ed25519 AAAA ann\nssh-rsa BBBB $${bob}\n",
  );
});
