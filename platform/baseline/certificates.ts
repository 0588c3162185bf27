/** Validity of what the private certificate authority signs, in days, where a plan says nothing else. */
export const CERTIFICATES = {
  /** Of a node's certificate. */
  days: 365,
  /** Before the end of a node's certificate, when it is renewed. */
  renewBefore: 30,
  /** Of the authority's own certificate. */
  authorityDays: 3650,
} as const;

/**
 * Days that a certificate must be valid at least. One that is renewed later than usual is due later than usual, too, and
 * nothing is wrong with it before.
 */
export function leastDays(renewBefore: number): number {
  return Math.min(CERTIFICATES.renewBefore, renewBefore);
}
