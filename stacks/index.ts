// The public API `plumbline/stacks`: the stack of a fittings plan, to which a program may add constructs.
export { FittingsStack } from "./fittings-stack";
