/** Default validity in days of what the private certificate authority signs. */
export const CERTIFICATES = {
  /** Of a node's certificate. */
  days: 365,
  /** How long before its end a node's certificate is renewed. */
  renewBefore: 30,
  /** Of the authority's own certificate. */
  authorityDays: 3650,
} as const;

/**
 * Number of days that a certificate must still be valid. A certificate that was renewed late is due late, too, and is
 * valid until then.
 */
export function leastDays(renewBefore: number): number {
  return Math.min(CERTIFICATES.renewBefore, renewBefore);
}
