import type { Refusal } from "./refusal";
import { isUpdate, type ResourceChange, type TerraformPlan } from "./terraform-plan";

interface Disk {
  readonly scsi_unit_id: number;
  readonly size_gb: number;
  readonly speed: string;
}

/**
 * Disks of existing servers that a plan shrinks or removes. The platform cannot shrink a disk: the provider shuts the
 * server down, fails, and leaves it off. Removing a disk destroys the file system, because all disks of a node form one
 * volume.
 */
export function smallerDisks(plan: TerraformPlan, nodeOf: (change: ResourceChange) => string): Refusal[] {
  return (plan.resource_changes ?? []).flatMap((change) => {
    const { type, change: planned } = change;
    // a replaced server begins with new disks
    if (type !== "ddcloud_server" || !isUpdate(change)) {
      return [];
    }
    const after = new Map(disksOf(planned.after).map((disk) => [disk.scsi_unit_id, disk]));
    return disksOf(planned.before).flatMap((disk) => {
      const harm = harmOf(disk, after.get(disk.scsi_unit_id));
      return harm === undefined ? [] : [{ of: nodeOf(change), harm, remedies: remediesOf(disk) }];
    });
  });
}

function disksOf(attributes: ResourceChange["change"]["after"]): readonly Disk[] {
  return Array.isArray(attributes?.disk) ? (attributes.disk as Disk[]) : [];
}

function harmOf({ scsi_unit_id, size_gb }: Disk, after: Disk | undefined): string | undefined {
  const image = scsi_unit_id === 0 ? ", the image's," : "";
  const disk = `its disk at SCSI unit ${scsi_unit_id}${image}`;
  if (after === undefined) {
    return `${disk} of ${size_gb} GB would be taken away, and the file system with it`;
  }
  return after.size_gb < size_gb
    ? `${disk} would become smaller, ${after.size_gb} GB instead of ${size_gb}: the platform cannot do it, and the server would stay shut down`
    : undefined;
}

function remediesOf({ scsi_unit_id, size_gb, speed }: Disk): string[] {
  return [
    `write \`- ${scsi_unit_id} ${size_gb} ${speed.toLowerCase()}\` under its \`disks\`, or more gigabytes`,
    "or, for smaller disks, deploy a new node, move what is on this one there, and then take this one out of the plan",
  ];
}
