import { Document, Scalar, visit } from "yaml";
import { withPlaces } from "./node-file";

/**
 * Data as YAML 1.1, which cloud-init reads and in which a bare `no` or `12:30` is not text. `fill` may stand in any text of
 * them; what Terraform fills in must need no escape between double quotes.
 */
export function filledYaml(data: unknown): string {
  const document = new Document(data, { version: "1.1" });
  visit(document, {
    Scalar(_, scalar) {
      // between double quotes a backslash is written as two, so that no text is taken for a place of a value
      if (typeof scalar.value === "string" && /\\(?:u00|x)0[12]/.test(scalar.value)) {
        scalar.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
  return withPlaces(document.toString({ lineWidth: 0 }));
}
