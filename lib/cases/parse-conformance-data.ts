import { LineCounter, parseDocument } from 'yaml';
import type { Contract, Operation } from '../contract/contract.ts';
import { err, ok, type Result } from '../core/result.ts';
import { guessEntry } from './guess-entry.ts';
import { conformanceDataSchema, type ConformanceData, type OperationEntry } from './operation-data.ts';

/** Parses the text of `spec/conformance.yaml`; every problem names file, line and place. */
export function parseConformanceData(file: string, text: string): Result<ConformanceData, readonly string[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken !== undefined)
    return err([`${file}:${lines.linePos(broken.pos[0]).line}: ${broken.message.split('\n')[0] ?? ''}`]);
  const parsed = conformanceDataSchema.safeParse(document.toJS());
  if (parsed.success) return ok(parsed.data);
  return err(
    parsed.error.issues.map((issue) => {
      const node: unknown = document.getIn(issue.path, true);
      const range = (node as { range?: readonly [number, number, number] } | undefined)?.range;
      const line = range === undefined ? '' : `:${lines.linePos(range[0]).line}`;
      return `${file}${line}: ${issue.path.join('.')}: ${issue.message}`;
    }),
  );
}

export interface DataProblems {
  /** Operations of the contract without an entry; their entries are guessed. */
  readonly undescribed: readonly string[];
  /** Entries without an operation. */
  readonly orphaned: readonly string[];
  /** References inside the data that lead nowhere. */
  readonly broken: readonly string[];
}

/** Holds the data against the contract: entries, operations named by fixtures and follow-ups, fixtures named by entries. */
export function compareWithContract(data: ConformanceData, contract: Contract): DataProblems {
  const described = new Set(Object.keys(data.operations));
  const declared = new Set(contract.operations.map((operation) => operation.id));
  const broken: string[] = [];
  const expectOperation = (where: string, id: string) => {
    if (!declared.has(id) && !described.has(id))
      broken.push(`${where} names the operation "${id}", which the contract does not have`);
  };
  const expectFixtures = (where: string, names: readonly string[] | undefined) => {
    for (const name of names ?? [])
      if (data.fixtures[name] === undefined)
        broken.push(`${where} names the fixture "${name}", which is not described`);
  };
  for (const [name, fixture] of Object.entries(data.fixtures)) {
    expectOperation(`fixtures.${name}`, fixture.operation);
    if (fixture.undo !== undefined) expectOperation(`fixtures.${name}.undo`, fixture.undo.operation);
  }
  for (const id of Object.keys(data.quotas)) expectOperation('quotas', id);
  for (const [id, entry] of Object.entries(data.operations)) {
    expectFixtures(`operations.${id}`, entry.fixtures);
    expectFixtures(`operations.${id}.probe.foreign`, entry.probe.foreign?.fixtures);
    for (const call of [...(entry.then ?? []), ...(entry.undo === undefined ? [] : [entry.undo])])
      expectOperation(`operations.${id}`, call.operation);
    for (const [name, extra] of Object.entries(entry.cases ?? {})) {
      expectFixtures(`operations.${id}.cases.${name}`, extra.fixtures);
      for (const call of extra.then ?? []) expectOperation(`operations.${id}.cases.${name}`, call.operation);
    }
  }
  return {
    undescribed: [...declared].filter((id) => !described.has(id)),
    orphaned: [...described].filter((id) => !declared.has(id)),
    broken,
  };
}

/** The entry of an operation, or a guess where the data has none. */
export function createEntryLookup(data: ConformanceData): (operation: Operation) => OperationEntry {
  const guesses = new Map<string, OperationEntry>();
  return (operation) => {
    const entry = data.operations[operation.id] ?? guesses.get(operation.id) ?? guessEntry(operation);
    guesses.set(operation.id, entry);
    return entry;
  };
}
