import unpack from "./unpack.sh.ejs";

/** Name on the node, and in the output with `.tftpl`. */
export const UNPACK = "unpack.sh";

/**
 * A template for Terraform's `templatefile()`: from `files`, an object of contents in base64 by name, it makes a script
 * that writes them beside itself and deletes itself. A name is a file name, without quotes in it.
 */
export const UNPACKS: string = unpack;
