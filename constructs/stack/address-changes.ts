import { type TerraformElement, TerraformResource, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { Refusal } from "../../platform/refusal";
import { addressOf } from "../words/address";
import { logicalId } from "../words/naming";
import { refuse } from "../words/refusal";

/** A resource that is no longer in the stack. */
export interface RemovedResource {
  /** Terraform's address. */
  readonly address: string;
  /** Whether the real object is destroyed; otherwise Terraform forgets it. */
  readonly destroy: boolean;
  /**
   * Runs before it is destroyed: Terraform runs a provisioner of a resource that has left the configuration only if its
   * `removed` block repeats it.
   */
  readonly beforeDestroy?: { readonly command: string; readonly environment: Readonly<Record<string, string>> };
}

/** Why only a PlumblineStack supports address changes, and what to do in another stack. */
export const FOREIGN_NAMES =
  "they count in a PlumblineStack alone, which calls resources after their place; in another stack, tell Terraform: " +
  "`moveTo` of the resource, or `terraform state mv` and `terraform state rm`";

/** A `moved` block. */
interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * Changed addresses, for Terraform: `moved` blocks for renamed resources, `removed` blocks for resources that no longer
 * exist. cdktf supports one `moved` per resource, which is too few for a name that changed twice, and no `removed`.
 */
export class AddressChanges {
  private readonly formerIds = new Map<IConstruct, readonly string[]>();
  private readonly removals = new Map<string, RemovedResource>();

  /**
   * @param namesFollowPlaces whether the stack names each resource after its place in the tree, so that former
   * addresses are known
   */
  constructor(
    private readonly stack: TerraformStack,
    readonly namesFollowPlaces: boolean,
  ) {}

  /**
   * Declares former ids of a construct, the newest first. Terraform then moves all resources in it and below it. A
   * caller that builds ids from another construct's name declares their former ids, too.
   */
  rename(construct: IConstruct, formerIds: readonly string[]): void {
    const isRefused = refuse(construct, "", [
      !this.namesFollowPlaces && formerIds.length > 0 && `its former names are given; ${FOREIGN_NAMES}`,
    ]);
    if (formerIds.length > 0 && !isRefused) {
      this.formerIds.set(construct, formerIds);
    }
  }

  /** Declares what happens to a resource that left the stack. */
  remove(resource: RemovedResource): void {
    this.removals.set(resource.address, resource);
  }

  /** The blocks in Terraform's JSON syntax; empty: nothing changed. */
  blocks(): { readonly moved?: readonly Move[]; readonly removed?: readonly object[] } {
    const present =
      this.formerIds.size + this.removals.size === 0 ? new Map<string, TerraformResource>() : this.presentResources();
    const moved = this.moves(present);
    const removed = [...this.removals.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
    for (const { address } of removed) {
      if (present.has(address)) {
        throw new Refusal(
          `${this.stack.node.path}: ${address} is to be removed, and ${present.get(address)?.node.path} makes it`,
        );
      }
    }
    return {
      ...(moved.length > 0 && { moved }),
      ...(removed.length > 0 && { removed: removed.map(removedBlock) }),
    };
  }

  /** The same in HCL. */
  hcl(): string {
    const { moved = [] } = this.blocks();
    const blocks = [
      ...moved.map(({ from, to }) => `moved {\n  from = ${from}\n  to = ${to}\n}`),
      ...[...this.removals.values()].map(removedText),
    ];
    return blocks.map((block) => `\n\n${block}`).join("");
  }

  /** All resources in the output, by address. */
  private presentResources(): Map<string, TerraformResource> {
    const resources = this.stack.node.findAll().filter(TerraformResource.isTerraformResource);
    return new Map(resources.filter(isWritten).map((resource) => [addressOf(resource), resource]));
  }

  private moves(present: ReadonlyMap<string, TerraformResource>): Move[] {
    const moves: Move[] = [];
    const claimed = new Map<string, string>();
    for (const [address, resource] of present) {
      const former = this.formerAddresses(resource).filter(
        (one, at, all) => one !== address && all.indexOf(one) === at,
      );
      for (const [index, from] of former.entries()) {
        const other = present.get(from)?.node.path ?? claimed.get(from);
        if (other !== undefined) {
          throw new Refusal(
            `${resource.node.path}: was ${from}, which ${other} is or was, too; Terraform follows one resource from there: deploy one change of names after the other`,
          );
        }
        claimed.set(from, resource.node.path);
        moves.push({ from, to: former[index + 1] ?? address });
      }
    }
    return moves.sort((a, b) => (a.from < b.from ? -1 : 1));
  }

  /**
   * Former addresses of a resource, the oldest first. If several parts of its path have former names, the outermost is
   * assumed to have changed first: Terraform follows a chain of addresses, not a tree.
   */
  private formerAddresses(resource: TerraformResource): string[] {
    const { scopes } = resource.node;
    const parts = scopes.slice(scopes.indexOf(this.stack) + 1).map((construct) => ({
      id: construct.node.id,
      former: this.formerIds.get(construct) ?? [],
    }));
    if (parts.every(({ former }) => former.length === 0)) {
      return [];
    }
    const path = parts.map(({ id, former }) => former.at(-1) ?? id);
    const paths = [[...path]];
    for (const [place, { id, former }] of parts.entries()) {
      for (const next of former.length === 0 ? [] : [...former].reverse().slice(1).concat(id)) {
        path[place] = next;
        paths.push([...path]);
      }
    }
    return paths.map((ids) => `${resource.terraformResourceType}.${logicalId(ids)}`);
  }
}

/** Steps that are left out write nothing. */
function isWritten(resource: TerraformElement): boolean {
  return Object.keys(resource.toTerraform()).length > 0;
}

function removedBlock({ address, destroy, beforeDestroy }: RemovedResource): object {
  return {
    from: address,
    lifecycle: { destroy },
    ...(beforeDestroy && { provisioner: [{ "local-exec": { when: "destroy", ...beforeDestroy } }] }),
  };
}

function removedText({ address, destroy, beforeDestroy }: RemovedResource): string {
  const provisioner = beforeDestroy && [
    '  provisioner "local-exec" {',
    "    when = destroy",
    `    command = ${JSON.stringify(beforeDestroy.command)}`,
    "    environment = {",
    ...Object.entries(beforeDestroy.environment).map(([name, value]) => `      ${name} = ${JSON.stringify(value)}`),
    "    }",
    "  }",
  ];
  return [
    "removed {",
    `  from = ${address}`,
    `  lifecycle {\n    destroy = ${destroy}\n  }`,
    ...(provisioner ?? []),
    "}",
  ].join("\n");
}
