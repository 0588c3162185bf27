// What programs import as `plumbline/stacks`: the stack of a fittings plan, which may be given more constructs.
export { FittingsStack } from "./fittings-stack";
