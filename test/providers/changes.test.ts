// @module-tag unit
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHANGES, EFFECTS, effectOf } from "../../providers/changes";

interface Block {
  readonly attributes?: Readonly<Record<string, { readonly required?: boolean; readonly optional?: boolean }>>;
  readonly block_types?: Readonly<Record<string, unknown>>;
}

const FOLDER = join("providers", "schemas");

/** Arguments that a configuration may give, by resource type. */
const given = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(".schema.json"))
    .flatMap((file) => Object.values(JSON.parse(readFileSync(join(FOLDER, file), "utf8")).provider_schemas))
    .flatMap((provider) =>
      Object.entries((provider as { resource_schemas?: Record<string, { block: Block }> }).resource_schemas ?? {}),
    )
    .map(([type, { block }]) => [
      type,
      [
        ...Object.entries(block.attributes ?? {}).filter(([, { required, optional }]) => required || optional),
        ...Object.entries(block.block_types ?? {}),
      ].map(([name]) => name),
    ]),
);

/** Arguments that the published provider has kept from earlier versions, and refuses. */
const REMOVED = /^(id|auto_start|customer_image_(id|name)|os_image_(id|name))$/;

/** What our output has of each provider. */
const OURS = [
  ...["ddcloud_networkdomain", "ddcloud_vlan", "ddcloud_server", "ddcloud_nat", "ddcloud_firewall_rule"],
  ...["ddcloud_address_list", "ddcloud_ip_address_reservation", "ddcloud_server_backup", "ddcloud_vip_node"],
  ...["ddcloud_vip_pool", "ddcloud_vip_pool_member", "ddcloud_virtual_listener"],
  ...["null_resource", "random_password"],
  ...["tls_private_key", "tls_self_signed_cert", "tls_cert_request", "tls_locally_signed_cert"],
];

describe("what comes of another value", () => {
  it.each(Object.keys(CHANGES))("of %s is said of arguments that there are, once each", (type) => {
    const said = EFFECTS.flatMap((effect) => CHANGES[type]?.[effect] ?? []);
    expect(said.filter((argument) => !given.get(type)?.includes(argument))).toEqual([]);
    expect(said).toHaveLength(new Set(said).size);
  });

  it.each(OURS)("of %s is said of every argument", (type) => {
    const arguments_ = (given.get(type) ?? []).filter((argument) => !REMOVED.test(argument));
    expect(arguments_).not.toHaveLength(0);
    expect(arguments_.filter((argument) => effectOf(type, argument) === undefined)).toEqual([]);
  });

  it("tells what destroys a server from what restarts it", () => {
    expect(
      ["image", "disk", "memory_gb", "primary_network_adapter"].map((name) => effectOf("ddcloud_server", name)),
    ).toEqual(["replace", "restart", "inPlace", "neverRests"]);
    expect(effectOf("ddcloud_server", "colour")).toBeUndefined();
  });
});
