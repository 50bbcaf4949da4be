import { relative } from 'node:path';
import type { JsonValue } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import { applyActions } from './apply-overlay.ts';
import type { Contract, Pointer, SchemaVerdict } from './contract.ts';
import { createJudge, type Judge } from './judge.ts';
import { readText } from './read-text.ts';
import { parsePositioned } from './yaml-positions.ts';

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
  const text = readText(overlayFile);
  if (!text.ok) return err([text.error]);
  const name = relative(process.cwd(), overlayFile) || overlayFile;
  const parsed = parsePositioned(name, text.value);
  if (parsed.problems.length > 0) {
    return err(
      parsed.problems.map(
        ({ position, message }) => `${position.file}:${position.line}:${position.column}: ${message}`,
      ),
    );
  }
  const say = (pointer: string, message: string): string => {
    const { file, line, column } = parsed.positionOf(pointer);
    return `${file}:${line}:${column}: ${message}`;
  };
  const applied = applyActions(contract.document, parsed.value);
  if (!applied.ok) return err(applied.error.map(({ pointer, message }) => say(pointer, message)));
  const { document, unmatched } = applied.value;
  let judge: Judge | undefined;
  return ok({
    judge: (schemaPointer, value) => (judge ??= createJudge(document)).judge(schemaPointer, value),
    warnings: unmatched.map(({ index, target }) =>
      say(`/actions/${index}/target`, `"${target}" matches nothing in ${contract.file}`),
    ),
  });
}
