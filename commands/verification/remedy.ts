/**
 * How to run a step again on a node that Terraform considers complete: a deployment runs only what has changed. Each
 * step leaves the id of its run on the node; `npm run deploy` repeats those that left none.
 * @param at where to do it, in words
 */
export function runAgain(step: string, at = "this node"): string {
  return `on ${at} sudo rm /var/lib/plumbline/steps/${step}, then npm run deploy, which runs the ${step} step again`;
}
