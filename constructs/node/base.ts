import { Fn } from "cdktf";
import { HOST_NAME } from "../../platform/limits";
import { plainValue } from "../../templates/apply-value";
import { authorizedKeysFile } from "../../templates/authorized-keys";
import { type BootProps, bootFiles } from "../../templates/boot";
import { keysOf, setsClock, setsRootPassword, sshdOpening } from "../../templates/guest/logins";
import { type HostEntry, hostsFile } from "../../templates/hosts";
import type { NodeFile } from "../../templates/node-file";
import { readyFile } from "../../templates/ready";
import type { Deployment } from "../stack/deployment";
import { RUN_ID } from "../steps/machine-resource";
import type { NodeStepData, OperatorStepData, StepData } from "../steps/step-data";
import type { Target } from "../steps/target";
import { literal } from "../words/literal";
import type { Contribution } from "./contribution";
import type { ArrangedDisk } from "./disk";

export interface BaseProps {
  readonly stack: Deployment;
  readonly target: Target;
  /** Initial password of root, as an expression. */
  readonly adminPassword: string;
  /** Private host key, as an expression. */
  readonly hostPrivateKey: string;
  /** All disks, including the image's. */
  readonly disks: readonly ArrangedDisk[];
  /** The node as the others know it. */
  readonly self: HostEntry;
  /** Nodes whose names this one knows. Evaluated at synthesis, like all below. */
  readonly peers: () => readonly HostEntry[];
  readonly firewall: () => NodeFile;
  /** What other contributions add to the first boot. */
  readonly firstBoot: () => Pick<BootProps, "packages" | "scripts" | "userData" | "cloudConfig">;
}

/**
 * The steps of every node after its server exists: `adopt` (installs the keys, closes root's login), `grow` (adds disks
 * to the root volume), `boot` (first boot with cloud-init), `configure` (settings that may change during the node's
 * life) and `ready` (checks the result).
 */
export function baseContribution(props: BaseProps): Contribution {
  const more = props.disks.filter(({ unit }) => unit > 0);
  const grow = more.length === 0 ? undefined : growStep(props.target, more);
  return {
    name: "base",
    steps: [
      adoptStep(props),
      ...(grow ? [grow] : []),
      bootStep(props, grow ?? { id: "adopt" }),
      configureStep(props),
      readyStep(props, grow),
    ],
  };
}

/**
 * Runs on the operator's machine, because Terraform cannot try one login and then another. Only this provisioner has
 * the values marked as nonsensitive, and it shows neither its environment nor any of them; otherwise Terraform would
 * suppress all output of the step.
 */
function adoptStep({ stack, target, adminPassword, hostPrivateKey }: BaseProps): OperatorStepData {
  const { deployer, operatorKeys } = stack.identity;
  return {
    on: "operator",
    id: "adopt",
    effect: `first login: user ${target.loginUser}, keys, host key; then root is closed`,
    script: "adopt",
    others: ["adopt-node"],
    environment: {
      NODE: target.id,
      HOST: target.loginAddress,
      PORT: stack.sshPort.stringValue,
      ADMIN_PASSWORD: Fn.nonsensitive(adminPassword),
      DEPLOYER_KEY: Fn.nonsensitive(deployer.privateKey),
      DEPLOYER_PUBLIC: deployer.publicKey,
      HOST_KEY_PRIVATE: Fn.nonsensitive(hostPrivateKey),
      HOST_KEY_PUBLIC: target.hostPublicKey,
      OPERATOR_KEYS: literal(operatorKeys.join("\n")),
      LOGIN_USER: target.loginUser,
      RUN: RUN_ID,
    },
    triggers: { server: () => target.serverId },
  };
}

/** @param disks all but the image's */
function growStep(target: Target, disks: readonly ArrangedDisk[]): NodeStepData {
  return {
    on: "node",
    id: "grow",
    effect: "adds blank disks to the volume group of / and grows its file system while it is mounted",
    rerunsWithFiles: false,
    waits: ["adopt"],
    triggers: {
      server: () => target.serverId,
      disks: () => disks.map(({ unit, gigabytes }) => `${unit}: ${gigabytes} GB`).join(", "),
    },
    runs: [{ script: "grow", words: () => disks.map(({ unit, gigabytes }) => `${unit}:${gigabytes}`) }],
  };
}

function bootStep({ stack, target, self, firstBoot }: BaseProps, before: Pick<StepData, "id">): NodeStepData {
  const { name: node } = self;
  return {
    on: "node",
    id: "boot",
    effect: "first boot only: cloud-init updates the system, sets clock and packages; restarts the machine",
    rerunsWithFiles: false,
    waits: [before.id],
    triggers: { server: () => target.serverId },
    files: () => bootFiles({ node, loginUser: target.loginUser, ntp: stack.ntp, ...firstBoot() }),
    runs: [{ script: "boot", restarts: true }, { script: "boot-finish", restarts: true }, { script: "boot-settled" }],
  };
}

function configureStep({ stack, target, self, peers, firewall, firstBoot }: BaseProps): NodeStepData {
  const { deployer, operatorKeys } = stack.identity;
  return {
    on: "node",
    id: "configure",
    effect: "writes hosts, firewall, keys and settings in place; restarts mysqld only for a static setting",
    rerunsWithFiles: true,
    after: { boot: "boot" },
    files: () => [
      hostsFile({ self, peers: peers() }),
      authorizedKeysFile({
        loginUser: target.loginUser,
        deployer: plainValue("deployer", "key of the deployer", deployer.publicKey),
        operators: operatorKeys,
        others: keysOf(target.loginUser, firstBoot().cloudConfig),
      }),
      firewall(),
    ],
    runs: [{ script: "configure", words: () => [target.loginUser, ...hostNameOf(self, firstBoot)] }],
  };
}

function readyStep({ target, self, peers, disks, firstBoot }: BaseProps, grow: NodeStepData | undefined): NodeStepData {
  const disksGb = disks.reduce((sum, { gigabytes }) => sum + gigabytes, 0);
  return {
    on: "node",
    id: "ready",
    effect: "looks, changes nothing",
    rerunsWithFiles: true,
    after: { ...(grow ? { grow: grow.id } : {}), configure: "configure" },
    files: () => {
      const { cloudConfig } = firstBoot();
      const [name = ""] = hostNameOf(self, firstBoot);
      return [
        readyFile({
          ...{ name, loginUser: target.loginUser, peers: peers(), disksGb },
          ntp: setsClock(cloudConfig),
          sshd: sshdOpening(cloudConfig),
          rootPassword: setsRootPassword(cloudConfig),
        }),
      ];
    },
    runs: [{ script: "ready" }],
  };
}

/** The name that the host has by its cloud-config, or else the node's own; none: a name that Terraform knows. */
function hostNameOf({ name }: HostEntry, firstBoot: BaseProps["firstBoot"]): readonly string[] {
  const { fqdn, hostname } = firstBoot().cloudConfig ?? {};
  const called = hostname ?? fqdn ?? name;
  // of a whole name, cloud-init takes the first label
  const [label = ""] = typeof called === "string" ? called.split(".") : [];
  return HOST_NAME.test(label) ? [label] : [];
}
