import * as v from "valibot";
import { anything, matching, oneOrMany, section, text } from "../shape/schema";

/** A private address of the operator's machine. */
export const BEACHHEAD = section("an item of `prepare` at a location", {
  beachhead: matching("beachhead", /^(\d{1,3}\.){3}\d{1,3}$/, "an IPv4 address of the machine that deploys"),
});

export const LOCATION = section("a location", {
  locationId: text("locationId"),
  regionId: v.optional(text("regionId")),
  information: anything,
  blueprints: anything,
  apiHost: v.optional(matching("apiHost", /^[A-Za-z0-9.-]+(:\d{1,5})?$/, "the name of a host")),
  basement: v.optional(text("basement")),
  prepare: v.optional(oneOrMany(BEACHHEAD)),
  ipv4: anything,
});

export const BLUEPRINT = section(
  "a blueprint",
  {
    domain: anything,
    ethernet: anything,
    nodes: anything,
    balancers: anything,
    pool: anything,
    information: anything,
    listeners: anything,
    backends: anything,
    pools: anything,
  },
  {
    multicloud:
      "in plumbery it ran the operator's own files of Terraform for other clouds; keep these in a stack of their own, beside this one",
  },
);
