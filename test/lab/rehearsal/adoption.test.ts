// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/go
// @module-tag needs/curl
// @module-tag needs/shared
// What plumbery was recorded to deploy, made on the simulated platform and adopted with the real Terraform: it replaces and
// deletes nothing, and logs in nowhere.
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import type { CallRecord } from "../../../lab/cloud/calls";
import type { Cloud } from "../../../lab/cloud/cloud";
import { Cancellation } from "../../../lab/host/cancellation";
import { Rehearsal } from "../../../lab/rehearsal/rehearsal";
import { published, recorded } from "../../plan/published-plans";
import { PlanFile, ROOT } from "./plan-file";
import { IMAGES, type RecordedCall } from "./recorded-calls";
import { replay } from "./replayed-calls";

const ADOPTED = { adopted: true, contextualise: "never", destroy: "never" };

/** What a node loses: it does nothing where no step runs. */
const OF_GUESTS = ["cloud-config", "prepare", "rub", "information"];

type Data = Record<string, unknown>;

/** A published plan as its owner would edit it: all nodes are adopted, or left out. */
function edited(name: string, nodes: "adopted" | "left out"): string {
  const documents = parseAllDocuments(published(name)).map((document) => document.toJS() as Data);
  const settings = documents.filter((one) => one.locationId === undefined);
  const locations = documents.filter((one) => one.locationId !== undefined);
  const edit = (node: unknown): Data => {
    const [[id = "", said] = []] = typeof node === "string" ? [[node, {}]] : Object.entries(node as Data);
    const kept = Object.entries((said ?? {}) as Data).filter(([key]) => !OF_GUESTS.includes(key));
    return { [id]: { ...Object.fromEntries(kept), ...ADOPTED } };
  };
  for (const location of locations) {
    for (const blueprint of (location.blueprints ?? []) as Data[]) {
      // a text names other blueprints
      for (const part of Object.values(blueprint).filter((one): one is Data => typeof one === "object")) {
        part.nodes = nodes === "adopted" ? ((part.nodes ?? []) as unknown[]).map(edit) : undefined;
      }
    }
  }
  const { information, links, ...first } = Object.assign({}, ...settings) as Data;
  return [`${IMAGES}${stringify(first).replace(/^\{\}\n$/, "")}`, ...locations.map((one) => stringify(one))].join(
    "---\n",
  );
}

/** Listens where an SSH server of each node with a public address would, and counts who comes. */
class Logins {
  count = 0;
  private readonly listeners: Server[] = [];

  /** @param port undefined: any that is free */
  async listen(address: string, port?: number): Promise<number> {
    const listener = createServer((socket) => {
      this.count++;
      socket.destroy();
    });
    this.listeners.push(listener);
    await once(listener.listen(port ?? 0, address), "listening");
    return (listener.address() as AddressInfo).port;
  }

  end(): void {
    for (const listener of this.listeners) {
      listener.close();
    }
  }
}

interface Tried {
  readonly logins: Logins;
  /** Address and port of a node's SSH server. */
  readonly login: { readonly host: string; readonly port: number };
  readonly rehearsal: Rehearsal;
  readonly adoption: { readonly code: number; readonly stdout: string; readonly stderr: string };
  /** Calls since the adoption began that changed something. */
  readonly changes: CallRecord[];
}

/** Deploys what was recorded, and asks for the adoption of a plan. */
async function tried(name: string, text: string, act: (tried: Tried) => Promise<void>): Promise<void> {
  const file = new PlanFile();
  const logins = new Logins();
  const port = await logins.listen("127.0.0.1");
  writeFileSync(join(file.folder, "fittings.yaml"), text);
  const rehearsal = await Rehearsal.begin({
    root: ROOT,
    plan: file.path,
    environment: file.environment,
    cancellation: new Cancellation(),
    settings: { delayMs: 0 },
    // no machines: a step that Terraform runs would find the listener in the place of its node
    backend: { hypervisor: { perform: async () => {} }, timeServer: "127.0.0.1", sshPort: port, attach: () => {} },
  });
  try {
    await replay((recorded("expected", name) as { calls: readonly RecordedCall[] }).calls, rehearsal.cloud);
    const publicAddresses = rehearsal.cloud.catalogue.regions.flatMap(({ name: region }) =>
      rehearsal.cloud
        .organisationsIn(region)
        .flatMap((organisation) => [...organisation.all("natRule")].map(({ externalIp }) => externalIp)),
    );
    for (const address of publicAddresses) {
      await logins.listen(address, port);
    }
    const login = { host: publicAddresses[0] ?? "", port };
    const changes: CallRecord[] = [];
    rehearsal.cloud.events.on("call", (call) => {
      if (call.method === "POST") {
        changes.push(call);
      }
    });
    await rehearsal.prepareProviders(() => {});
    await rehearsal.synthesize();
    await rehearsal.init();
    const to = join(rehearsal.folder.stack, "adopted.tf");
    const adoption = await rehearsal.command("adopt", ["--json", "--write", to]);
    await act({ rehearsal, adoption, changes, logins, login });
  } finally {
    logins.end();
    await rehearsal.end();
    file.remove();
  }
}

function servers(cloud: Cloud): object[] {
  return cloud.catalogue.regions.flatMap(({ name }) =>
    cloud.organisationsIn(name).flatMap((organisation) =>
      [...organisation.all("server")].map(({ id, nics, controllers, started }) => ({
        ...{ id, started },
        addresses: nics.map(({ privateIpv4 }) => privateIpv4),
        disks: controllers.flatMap(({ disks }) => disks.map((disk) => disk.id)),
      })),
    ),
  );
}

describe("what plumbery has deployed", () => {
  it.each([
    "disks",
    "mongo-cluster",
  ])("of %s is adopted: nothing is replaced or deleted, then or later", async (name) => {
    await tried(name, edited(name, "adopted"), async ({ rehearsal, adoption, changes, logins, login }) => {
      expect([adoption.code, changes]).toEqual([0, []]);
      const { standing } = JSON.parse(adoption.stdout) as {
        standing: { kind: string; adopt?: object; name: string }[];
      };
      const kinds = (some: typeof standing) => [...new Set(some.map(({ kind }) => kind))].sort();
      expect(kinds(standing.filter(({ adopt }) => adopt))).toEqual(["NAT rule", "VLAN", "network domain", "server"]);
      expect(kinds(standing.filter(({ adopt }) => !adopt))).toEqual(["firewall rule", "public IP block"]);

      const before = servers(rehearsal.cloud);
      const planned = await rehearsal.changes();
      expect(planned.filter(({ action }) => action === "replace" || action === "delete")).toEqual([]);
      const made = planned.filter(({ action }) => action === "create").map(({ address }) => address.split(".")[0]);
      expect(made).not.toContain("ddcloud_server");
      expect(made).not.toContain("ddcloud_nat");
      expect(await rehearsal.guard()).toBeUndefined();

      await rehearsal.apply(() => {});
      expect(servers(rehearsal.cloud)).toEqual(before);
      expect(changes.map(({ operation }) => operation)).not.toContain("shutdownServer");
      expect(await rehearsal.changes()).toEqual([]);

      expect(logins.count).toBe(0);
      const socket = connect(login).resume();
      await once(socket, "close");
      expect(logins.count).toBe(1);
    });
  });

  it("keeps its servers where the plan leaves them out: networks alone are adopted", async () => {
    await tried("mongo-cluster", edited("mongo-cluster", "left out"), async ({ rehearsal, adoption }) => {
      const { standing } = JSON.parse(adoption.stdout) as {
        standing: { kind: string; adopt?: object; choice?: object }[];
      };
      expect(new Set(standing.filter(({ adopt }) => adopt).map(({ kind }) => kind))).toEqual(
        new Set(["VLAN", "network domain"]),
      );
      const before = servers(rehearsal.cloud);
      const planned = await rehearsal.changes();
      expect(planned.filter(({ action }) => action === "replace" || action === "delete")).toEqual([]);
      await rehearsal.apply(() => {});
      expect(servers(rehearsal.cloud)).toEqual(before);
      expect(readFileSync(join(rehearsal.folder.stack, "adopted.tf"), "utf8")).not.toContain("ddcloud_server");
    });
  });
});
