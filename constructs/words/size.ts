import { Refusal } from "../../platform/refusal";

/** An amount of memory or disk space in whole gigabytes, as the platform counts them. */
export class Size {
  /**
   * `amount` gigabytes.
   * @throws Refusal if `amount` is not a positive whole number
   */
  static gigabytes(amount: number): Size {
    if (!Number.isInteger(amount) || amount < 1) {
      throw new Refusal(`size is ${amount} GB; the platform takes whole gigabytes from 1 up`);
    }
    return new Size(amount);
  }

  private constructor(private readonly amount: number) {}

  toGigabytes(): number {
    return this.amount;
  }

  toString(): string {
    return `${this.amount} GB`;
  }
}
