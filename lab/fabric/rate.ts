/** A rate limit: a token bucket. Source: RFC 4443, 2.4 (f). */
export class Rate {
  private left: number;
  private since: number;

  /** @param perSecond rate, and also the size of the bucket */
  constructor(
    private readonly perSecond: number,
    private readonly now: () => number,
  ) {
    this.left = perSecond;
    this.since = now();
  }

  allows(): boolean {
    const now = this.now();
    this.left = Math.min(this.perSecond, this.left + (Math.max(0, now - this.since) / 1000) * this.perSecond);
    this.since = now;
    if (this.left < 1) {
      return false;
    }
    this.left -= 1;
    return true;
  }
}
