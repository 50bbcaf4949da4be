import { relative } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';
import type { ChoosePlatform, Contract, ContractProblem } from './contract.ts';
import { createContract } from './create-contract.ts';
import { loadDocument } from './load-document.ts';
import { layOverlays } from './lay-overlays.ts';
import { validateDocument } from './validate-document.ts';

interface ReadOptions {
  /** Whether the contract has to satisfy the official schema and our own rules. */
  readonly validate: boolean;
  readonly choosePlatform: ChoosePlatform;
  /** Files of overlays (OpenAPI Overlay 1.0.0) that are applied to the contract, one after the other, before anything else. */
  readonly overlays?: readonly string[];
}

/**
 * Reads a contract (OpenAPI 3.1, YAML or JSON, in one file or several in its folder) into a model. Bad input is a problem with
 * file, line and column, never an exception.
 */
export async function readContract(
  file: string,
  { validate, choosePlatform, overlays = [] }: ReadOptions,
): Promise<Result<Contract, readonly ContractProblem[]>> {
  const loaded = await loadDocument(file);
  if (!loaded.ok) return loaded;
  const name = relative(process.cwd(), file) || file;
  const laid = layOverlays(name, loaded.value, overlays);
  if (!laid.ok) return laid;
  const { contract, getJudge } = createContract(name, laid.value.loaded, choosePlatform);
  if (!validate) return ok({ ...contract, warnings: laid.value.warnings });
  const problems = await validateDocument(contract, getJudge());
  const errors = problems.filter(({ level }) => level === 'error');
  return errors.length > 0 ? err(errors) : ok({ ...contract, warnings: [...laid.value.warnings, ...problems] });
}
