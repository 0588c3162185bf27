/**
 * How a step that Terraform takes for done runs again on a node: by itself a deployment runs only what has changed. Each
 * step leaves the id of its run there; `npm run deploy` runs those again that left none.
 * @param at where that is done, in words
 */
export function runAgain(step: string, at = "this node"): string {
  return `on ${at} sudo rm /var/lib/plumbline/steps/${step}, then npm run deploy, which runs the ${step} step again`;
}
