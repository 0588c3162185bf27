import { CPU_SPEEDS, CPUS, DISK_GB, MEMORY_GB } from "../../../platform/limits";
import type { Shape } from "../answer";
import type { Call } from "../call";
import type { DataCentreEntry } from "../catalogue";
import { type OperatingSystem, SERVER_DISK_SPEEDS } from "../state/server";
import { list, type Operation } from "./operation";
import { CONNECTION_RATE, CONNECTIONS } from "./vip";

function properties(entries: Readonly<Record<string, number>>): Shape[] {
  return Object.entries(entries).map(([name, value]) => ({ name, value: String(value) }));
}

function speeds(names: readonly string[]): Shape[] {
  return names.map((id) => ({
    id,
    default: id === "STANDARD",
    available: true,
    displayName: id.charAt(0) + id.slice(1).toLowerCase(),
    description: `${id.charAt(0)}${id.slice(1).toLowerCase()} speed`,
  }));
}

function dataCentreShape({ id, displayName, city, state, country }: DataCentreEntry): Shape {
  return {
    id,
    type: "MCP 2.0",
    displayName,
    city,
    state,
    country,
    networking: {
      type: "2",
      maintenanceStatus: "NORMAL",
      property: properties({
        MAX_NODE_CONNECTION_LIMIT: CONNECTIONS.most,
        MAX_NODE_CONNECTION_RATE_LIMIT: CONNECTION_RATE.most,
        MAX_VIRTUAL_LISTENER_CONNECTION_LIMIT: CONNECTIONS.most,
        MAX_VIRTUAL_LISTENER_CONNECTION_RATE_LIMIT: CONNECTION_RATE.most,
      }),
    },
    hypervisor: {
      type: "VMWARE",
      maintenanceStatus: "NORMAL",
      diskSpeed: speeds(SERVER_DISK_SPEEDS),
      cpuSpeed: speeds(CPU_SPEEDS),
      property: properties({
        MIN_DISK_SIZE_GB: DISK_GB.least,
        MAX_DISK_SIZE_GB: DISK_GB.most,
        MAX_CPU_COUNT: CPUS.most,
        MIN_MEMORY_MB: MEMORY_GB.least * 1024,
        MAX_MEMORY_MB: MEMORY_GB.most * 1024,
      }),
    },
    backup: { type: "COMMVAULT", maintenanceStatus: "NORMAL" },
    consoleAccess: { maintenanceStatus: "NORMAL" },
    monitoring: { maintenanceStatus: "NORMAL" },
  };
}

function operatingSystemsOf({ view, region }: Call): OperatingSystem[] {
  const images = (["osImage", "customerImage"] as const).flatMap((kind) => view.catalogue.imagesOf(region.name, kind));
  return [...new Map(images.map(({ operatingSystem }) => [operatingSystem.id, operatingSystem])).values()];
}

export const INFRASTRUCTURE_OPERATIONS: readonly Operation[] = [
  list<DataCentreEntry>("infrastructure/datacenter", {
    element: "datacenter",
    resources: ({ view, region }) => view.catalogue.dataCentresOf(region.name),
    filters: { id: ({ id }) => id, displayName: (entry) => entry.displayName, city: ({ city }) => city },
    shape: dataCentreShape,
  }),
  list<OperatingSystem>("infrastructure/operatingSystem", {
    element: "operatingSystem",
    resources: operatingSystemsOf,
    filters: {
      id: ({ id }) => id,
      name: ({ displayName }) => displayName,
      family: ({ family }) => family,
      // in the lab, every data centre has every operating system of its images
      datacenterId: (_, { request }) => request.query.get("datacenterId") ?? undefined,
    },
    shape: (operatingSystem) => ({ ...operatingSystem }),
  }),
];
