/**
 * The data centres that support MCP 2.0 network domains, each with the region whose API it belongs to. Source: the
 * vendor's API hosts (`api-<region>.dimensiondata.com`) and plumbery's table of locations.
 */
const REGION_OF = {
  AF3: "MEA",
  AP3: "AP",
  AP4: "AP",
  AP5: "AP",
  AU9: "AU",
  AU10: "AU",
  AU11: "AU",
  CA2: "CANADA",
  EU6: "EU",
  EU7: "EU",
  EU8: "EU",
  EU9: "EU",
  NA9: "NA",
  NA12: "NA",
} as const;

/** Id of a data centre: `locationId` in a plan, `datacenterId` in the API. */
export type DataCentre = keyof typeof REGION_OF;

/** The country of each data centre, as the platform's API tells it (ISO 3166-1 alpha-2). */
export const COUNTRY_OF = {
  AF3: "ZA",
  AP3: "SG",
  AP4: "JP",
  AP5: "HK",
  AU9: "AU",
  AU10: "AU",
  AU11: "NZ",
  CA2: "CA",
  EU6: "DE",
  EU7: "NL",
  EU8: "GB",
  EU9: "BE",
  NA9: "US",
  NA12: "US",
} as const satisfies Record<DataCentre, string>;

/** A region as the provider spells it; one API endpoint each. */
export type Region = (typeof REGION_OF)[DataCentre];

/** All data centres, sorted. */
export const DATA_CENTRES: readonly DataCentre[] = (Object.keys(REGION_OF) as DataCentre[]).sort((a, b) =>
  a.localeCompare(b, "en", { numeric: true }),
);

/** All regions, sorted. */
export const REGIONS: readonly Region[] = [...new Set<Region>(Object.values(REGION_OF))].sort();

/** Whether `id` is a data centre, exactly as the API spells it. */
export function isDataCentre(id: string): id is DataCentre {
  return Object.hasOwn(REGION_OF, id);
}

/** The region that serves a data centre. */
export function regionOf(dataCentre: DataCentre): Region {
  return REGION_OF[dataCentre];
}

/** Base URL of a region's API, without a trailing slash (a slash gives the provider `//oec` paths). */
export function endpointOf(region: Region): string {
  return `https://api-${region.toLowerCase()}.dimensiondata.com`;
}
