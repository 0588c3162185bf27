/** What a program asks for and what cannot become infrastructure: a line for each problem, with where it is. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
