import type { JsonValue } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Contract, ContractProblem, Pointer, SchemaVerdict } from './contract.ts';
import { createJudge, type Judge } from './judge.ts';
import { layOverlay, parseOverlayFile } from './lay-overlays.ts';

export { applyOverlay, type AppliedOverlay } from './apply-overlay.ts';

/** What is expected beyond the contract: the contract with an overlay on it. */
export interface Expectations {
  /** Judges as the contract does, by the same pointers, with the overlay applied. */
  readonly judge: (schemaPointer: Pointer, value: JsonValue) => SchemaVerdict;
  /** Actions that met nothing in this edition of the contract, each with file and line. */
  readonly warnings: readonly string[];
}

/** Reads an overlay (OpenAPI Overlay 1.0.0) and lays it over a copy of the contract; the contract stays as it is. */
export async function readExpectations(
  contract: Contract,
  overlayFile: string,
): Promise<Result<Expectations, readonly string[]>> {
  const parsed = parseOverlayFile(overlayFile);
  if (!parsed.ok) return err(parsed.error.map(describe));
  const laid = layOverlay(contract.file, contract, parsed.value);
  if (!laid.ok) return err(laid.error.map(describe));
  const { loaded, warnings } = laid.value;
  let judge: Judge | undefined;
  return ok({
    judge: (schemaPointer, value) => (judge ??= createJudge(loaded.document)).judge(schemaPointer, value),
    warnings: warnings.map(describe),
  });
}

function describe({ position: { file, line, column }, message }: ContractProblem): string {
  return `${file}:${line}:${column}: ${message}`;
}
