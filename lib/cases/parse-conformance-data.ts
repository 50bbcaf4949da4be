import { isAlias, isCollection, isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import type { Contract } from '../contract/contract.ts';
import { err, ok, type Result } from '../core/result.ts';
import { accommodationsSchema, type Accommodations } from './accommodations.ts';
import {
  checkAccommodations,
  checkReferences,
  type DataPath,
  type KnownIds,
  type Misreference,
} from './check-references.ts';
import { conformanceDataSchema, type ConformanceData } from './operation-data.ts';

/** The data of a file, and a function from a part of it to its position there. */
interface ParsedFile<Data> {
  readonly data: Data;
  /** `spec/conformance.yaml:12:5`, of the nearest part around it where the part itself stands nowhere. */
  readonly placeOf: (path: DataPath) => string;
}

/** Parses the text of `spec/conformance.yaml`; every problem names file, line, column and place. */
export function parseConformanceData(
  file: string,
  text: string,
): Result<ParsedFile<ConformanceData>, readonly string[]> {
  return parseFile(conformanceDataSchema, file, text);
}

/** Parses a file of accommodations, and holds its references against the data and the contract. */
export function parseAccommodations(
  file: string,
  text: string,
  { data, contract, known }: { readonly data: ConformanceData; readonly contract: Contract; readonly known: KnownIds },
): Result<Accommodations, readonly string[]> {
  const parsed = parseFile(accommodationsSchema, file, text);
  if (!parsed.ok) return parsed;
  const { placeOf } = parsed.value;
  const broken = checkAccommodations(parsed.value.data, data, contract, known);
  return broken.length === 0 ? ok(parsed.value.data) : err(broken.map((each) => describeBroken(placeOf, each)));
}

function parseFile<Data>(
  schema: z.ZodType<Data>,
  file: string,
  text: string,
): Result<ParsedFile<Data>, readonly string[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const broken = document.errors[0];
  if (broken !== undefined) return err([`${place(broken.pos[0])}: ${broken.message.split('\n')[0] ?? ''}`]);
  const placeOf = (path: DataPath): string => place(offsetOf(document, path));
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return ok({ data: parsed.data, placeOf });
  return err(
    parsed.error.issues.map((issue) => {
      const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
      return `${placeOf(path)}: ${path.join('.')}: ${issue.message}`;
    }),
  );
}

/** The offset of a value in the text; of a collection that of its name. Follows aliases. */
function offsetOf(document: Document, path: DataPath): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (!isCollection(node)) break;
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
      : undefined;
    const next: unknown = isMap(node) ? pair?.value : node.get(part, true);
    if (pair === undefined && next === undefined) break;
    const marked: unknown = isScalar(next) || pair === undefined ? next : pair.key;
    if (isNode(marked) && marked.range) offset = marked.range[0];
    node = next;
  }
  return offset;
}

/** How the data and a contract fit together; empty lists where they do. */
interface DataProblems {
  /** Operations of the contract without an entry; their entries are guessed. */
  readonly undescribed: readonly string[];
  /** Entries without an operation. */
  readonly orphaned: readonly string[];
  /** References inside the data that lead nowhere, each with file, line, column and what may have been meant. */
  readonly broken: readonly string[];
}

/** Holds the data against the contract and itself: which operations have an entry, and whether every reference leads somewhere. */
export function compareWithContract(
  { data, placeOf }: ParsedFile<ConformanceData>,
  contract: Contract,
  known: KnownIds,
): DataProblems {
  const described = new Set(Object.keys(data.operations));
  const declared = new Set(contract.operations.map((operation) => operation.id));
  return {
    undescribed: [...declared].filter((id) => !described.has(id)),
    orphaned: [...described].filter((id) => !declared.has(id)),
    broken: checkReferences(data, contract, known).map((each) => describeBroken(placeOf, each)),
  };
}

function describeBroken(placeOf: (path: DataPath) => string, { path, message }: Misreference): string {
  return `${placeOf(path)}: ${path.join('.')} ${message}`;
}
