import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { IStackSynthesizer, ISynthesisSession, TerraformStack } from "cdktf";
import { jsonPieces } from "./json-pieces";

/** Characters that are collected before each write. */
const CHUNK_CHARACTERS = 1 << 16;

/**
 * Writes `cdk.tf.json` piece by piece. cdktf builds one string of the file, and of each record in it, which takes most
 * of the memory of a large stack's synthesis. cdktf does the rest of the synthesis, and writes an empty record
 * meanwhile.
 */
export class StackWriter implements IStackSynthesizer {
  private readonly byCdktf: IStackSynthesizer;

  constructor(private readonly stack: TerraformStack) {
    this.byCdktf = stack.synthesizer;
  }

  synthesize(session: ISynthesisSession): void {
    const stack = this.stack;
    let terraform: unknown;
    const toTerraform = stack.toTerraform.bind(stack);
    stack.toTerraform = () => {
      terraform = toTerraform();
      return {};
    };
    try {
      this.byCdktf.synthesize(session);
    } finally {
      stack.toTerraform = toTerraform;
    }
    // undefined if the output is HCL
    if (terraform !== undefined) {
      writeJson(join(session.outdir, session.manifest.forStack(stack).synthesizedStackPath), terraform);
    }
  }
}

function writeJson(path: string, data: unknown): void {
  const file = openSync(path, "w");
  try {
    let chunk = "";
    jsonPieces(data, (piece) => {
      chunk += piece;
      if (chunk.length >= CHUNK_CHARACTERS) {
        writeFileSync(file, chunk);
        chunk = "";
      }
    });
    writeFileSync(file, chunk);
  } finally {
    closeSync(file);
  }
}
