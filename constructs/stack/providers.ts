import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { TerraformProvider, type TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { refuse } from "../words/refusal";
import type { Regions } from "./regions";

/** The providers besides ddcloud. A stack that declares one itself keeps its own. */
const PROVIDERS = { null: NullProvider, random: RandomProvider, tls: TlsProvider };

/**
 * Declares the providers that a stack does not declare itself, and refuses those that it has under an alias of a region. It
 * is called late, because the stack may declare its own after its first location.
 */
export function declareProviders(scope: Construct, stack: TerraformStack, regions: Regions | undefined): void {
  const own = stack.node.findAll().filter((construct) => TerraformProvider.isTerraformProvider(construct));
  for (const [name, Provider] of Object.entries(PROVIDERS)) {
    if (!own.some(({ terraformResourceType, alias }) => terraformResourceType === name && alias === undefined)) {
      new Provider(scope, name);
    }
  }
  const aliases = own.map(({ terraformResourceType, alias }) => `${terraformResourceType}.${alias ?? ""}`);
  for (const provider of regions?.all ?? []) {
    const alias = `${provider.terraformResourceType}.${provider.alias}`;
    refuse(scope, "", [
      aliases.filter((other) => other === alias).length > 1 &&
        `the stack has a provider ${alias} of its own; give it to its locations: new Location(..., { provider })`,
    ]);
  }
}
