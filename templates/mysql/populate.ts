import { nodeFile } from "../late";
import type { NodeFile } from "../node-file";

/** The plan's SQL that fills an empty database, as the plan has it. */
export function populateFile(props: { readonly text: string }): NodeFile {
  const text = props.text.endsWith("\n") ? props.text : `${props.text}\n`;
  return nodeFile({ name: "source/populate.sql", becomes: "what fills an empty database", text });
}
