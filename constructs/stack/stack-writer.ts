import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { IStackSynthesizer, ISynthesisSession, TerraformStack } from "cdktf";
import { jsonPieces } from "./json-pieces";

/** So much of a file is gathered before it is written. */
const CHUNK_CHARACTERS = 1 << 16;

/**
 * Writes `cdk.tf.json` piece by piece. cdktf makes one text of it, and of each record in it: most of the memory that a
 * synthesis of a large stack takes is for these. All else that a synthesis does is left to cdktf, which writes an empty
 * record meanwhile.
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
    // in HCL there is none
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
