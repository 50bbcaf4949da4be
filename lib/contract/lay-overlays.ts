import { relative } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';
import { applyOverlay } from './apply-overlay.ts';
import type { Contract, ContractProblem, LoadedDocument } from './contract.ts';
import { createContract } from './create-contract.ts';
import { parsePositioned, readText, type PositionedFile } from './positioned-file.ts';

interface LaidOverlays {
  readonly loaded: LoadedDocument;
  /** One for each action that matched nothing. */
  readonly warnings: readonly ContractProblem[];
}

/** Applies the overlays of files to a document, one after the other. Nodes that an overlay adds have their position in the overlay. */
export function layOverlays(
  contractName: string,
  loaded: LoadedDocument,
  overlayFiles: readonly string[],
): Result<LaidOverlays, readonly ContractProblem[]> {
  let laid: LaidOverlays = { loaded, warnings: [] };
  for (const overlayFile of overlayFiles) {
    const next = layOverlay(contractName, laid.loaded, overlayFile);
    if (!next.ok) return next;
    laid = { loaded: next.value.loaded, warnings: [...laid.warnings, ...next.value.warnings] };
  }
  return ok(laid);
}

/** The contract with an overlay of further expectations applied, e.g. `spec/expectations.overlay.yaml`. */
export interface Expectations {
  /** Judges as the contract does, by the same pointers, with the overlay applied. */
  readonly judge: Contract['judge'];
  /** Actions that matched nothing in this edition of the contract, each with file and line. */
  readonly warnings: readonly string[];
}

/** Reads an overlay (OpenAPI Overlay 1.0.0) and applies it to a copy of the contract; the contract stays as it is. */
export async function readExpectations(
  contract: Contract,
  overlayFile: string,
): Promise<Result<Expectations, readonly string[]>> {
  const laid = layOverlay(contract.file, contract, overlayFile);
  if (!laid.ok) return err(laid.error.map(describe));
  const { loaded, warnings } = laid.value;
  return ok({
    judge: createContract(contract.file, loaded, () => contract.platform).contract.judge,
    warnings: warnings.map(describe),
  });
}

function describe({ position: { file, line, column }, message }: ContractProblem): string {
  return `${file}:${line}:${column}: ${message}`;
}

function layOverlay(
  contractName: string,
  { document, positionOf, quoteOf }: LoadedDocument,
  overlayFile: string,
): Result<LaidOverlays, readonly ContractProblem[]> {
  const parsed = parseOverlayFile(overlayFile);
  if (!parsed.ok) return parsed;
  const overlay = parsed.value;
  const problemAt = (level: ContractProblem['level'], pointer: string, message: string): ContractProblem => ({
    level,
    code: 'overlay',
    message,
    position: overlay.positionOf(pointer),
  });
  const applied = applyOverlay(document, overlay.value);
  if (!applied.ok) return err(applied.error.map(({ pointer, message }) => problemAt('error', pointer, message)));
  const { document: edited, unmatched, originOf } = applied.value;
  return ok({
    loaded: {
      document: edited,
      positionOf: (pointer) => {
        const origin = originOf(pointer);
        return origin.source === 'overlay' ? overlay.positionOf(origin.pointer) : positionOf(origin.pointer);
      },
      quoteOf: (pointer) => {
        const origin = originOf(pointer);
        return origin.source === 'overlay' ? overlay.quoteOf(origin.pointer) : quoteOf(origin.pointer);
      },
    },
    warnings: unmatched.map(({ index, target }) =>
      problemAt('warning', `/actions/${index}/target`, `"${target}" matches nothing in ${contractName}`),
    ),
  });
}

function parseOverlayFile(overlayFile: string): Result<PositionedFile, readonly ContractProblem[]> {
  const name = relative(process.cwd(), overlayFile) || overlayFile;
  const text = readText(overlayFile);
  if (!text.ok) {
    const position = { file: name, line: 1, column: 1 };
    return err([{ level: 'error', code: 'overlay', message: text.error, position }]);
  }
  const parsed = parsePositioned(name, text.value);
  return parsed.problems.length > 0 ? err(parsed.problems) : ok(parsed);
}
