import { relative } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';
import { applyActions } from './apply-overlay.ts';
import type { ContractProblem, LoadedDocument } from './contract.ts';
import { parsePositioned, readText, type PositionedFile } from './positioned-file.ts';

/** A document with overlays laid on it. */
export interface LaidOverlays {
  readonly loaded: LoadedDocument;
  /** Actions that met nothing. */
  readonly warnings: readonly ContractProblem[];
}

/** Lays overlays on a document, each on what the one before it made. What an overlay brings is found at its line in the overlay. */
export function layOverlays(
  contractName: string,
  loaded: LoadedDocument,
  overlayFiles: readonly string[],
): Result<LaidOverlays, readonly ContractProblem[]> {
  let laid: LaidOverlays = { loaded, warnings: [] };
  for (const overlayFile of overlayFiles) {
    const parsed = parseOverlayFile(overlayFile);
    if (!parsed.ok) return parsed;
    const next = layOverlay(contractName, laid.loaded, parsed.value);
    if (!next.ok) return next;
    laid = { loaded: next.value.loaded, warnings: [...laid.warnings, ...next.value.warnings] };
  }
  return ok(laid);
}

/** The text of an overlay with the place of each of its nodes, or what is wrong with it as YAML. */
export function parseOverlayFile(overlayFile: string): Result<PositionedFile, readonly ContractProblem[]> {
  const name = relative(process.cwd(), overlayFile) || overlayFile;
  const text = readText(overlayFile);
  if (!text.ok) {
    const position = { file: name, line: 1, column: 1 };
    return err([{ level: 'error', code: 'overlay', message: text.error, position }]);
  }
  const parsed = parsePositioned(name, text.value);
  return parsed.problems.length > 0 ? err(parsed.problems) : ok(parsed);
}

/** Lays one overlay, whose nodes have places, on a document. */
export function layOverlay(
  contractName: string,
  { document, positionOf, quoteOf }: LoadedDocument,
  overlay: PositionedFile,
): Result<LaidOverlays, readonly ContractProblem[]> {
  const problemAt = (level: ContractProblem['level'], pointer: string, message: string): ContractProblem => ({
    level,
    code: 'overlay',
    message,
    position: overlay.positionOf(pointer),
  });
  const applied = applyActions(document, overlay.value);
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
