/** Templates and scripts are imported as text: `run` and vitest.config.mts see to it. */
declare module "*.ejs" {
  const text: string;
  export default text;
}

declare module "*.sh" {
  const text: string;
  export default text;
}
