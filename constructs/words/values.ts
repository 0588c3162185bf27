// Values that Terraform knows only when it applies, and texts with such values in them, as constructs take them.
export { type ApplyValue, plainValue, variableName } from "../../templates/apply-value";
export { FilledText, type FilledTree, filledText } from "../../templates/filled-text";
export type { CloudConfig } from "../../templates/guest/guest-boot";
export type { Preparation, PreparedContent } from "../../templates/prepare";
