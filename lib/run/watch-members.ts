import { responseFor, type Contract, type Operation, type Pointer } from '../contract/contract.ts';
import { declaredMembers } from '../contract/declared-members.ts';
import { createPlacer, walkBody } from '../checks/body-place.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { parentOf, unescapeToken } from '../core/pointer.ts';
import { isSuccess } from '../exchange/status.ts';
import { mediaTypeOf } from '../exchange/exchange.ts';
import type { JournalLine } from '../findings/run-record.ts';

type ExchangeLine = Extract<JournalLine, { readonly kind: 'exchange' }>;

/** The objects that stood at one place of one successful answer, over a whole run; empty objects say nothing and are left out. */
export interface WatchedObjects {
  readonly operation: Operation;
  readonly status: number;
  readonly schemaPointer: Pointer;
  /** A JSON Pointer with `*` for array indexes and keys of maps; empty for the body itself. */
  readonly place: Pointer;
  readonly objects: number;
  readonly answers: number;
  /** The step whose answer showed them, by case id. */
  readonly steps: ReadonlyMap<string, number>;
  /** Values by member name. */
  readonly members: ReadonlyMap<string, readonly JsonValue[]>;
  /** The declared members of the place, under whatever condition. */
  readonly declared: ReadonlySet<string>;
}

/**
 * Gathers the objects of all successful answers of a run whose schema names members (OpenAPI 3.1, schema object: properties).
 * Bodies that are never stored are not among them, and neither is what another address than the contract's own answered.
 */
export function watchMembers(contract: Contract, lines: readonly JournalLine[]): readonly WatchedObjects[] {
  const watched = new Map<string, Watched>();
  for (const line of lines) if (line.kind === 'exchange') watchAnswer(contract, line, watched);
  return [...watched.values()].map(({ answers, ...rest }) => ({ ...rest, answers: answers.size }));
}

type Watched = Omit<WatchedObjects, 'answers' | 'members' | 'objects' | 'steps'> & {
  objects: number;
  readonly answers: Set<ExchangeLine>;
  readonly steps: Map<string, number>;
  readonly members: Map<string, JsonValue[]>;
};

function watchAnswer(contract: Contract, line: ExchangeLine, watched: Map<string, Watched>): void {
  const operation = contract.operation(line.operationId);
  const { outcome } = line.exchange;
  if (operation === undefined || line.isOutside === true || line.isAgain === true) return;
  if (outcome.kind !== 'answered' || !isSuccess(outcome.status) || outcome.body.kind !== 'json') return;
  const mediaType = mediaTypeOf(outcome.headers);
  const response = responseFor(operation, outcome.status);
  const schemaPointer = response?.content.find((content) => content.mediaType === mediaType)?.schemaPointer;
  if (schemaPointer === undefined) return;
  const body = outcome.body.value;
  const placeOf = createPlacer(contract, schemaPointer);
  for (const [at, value] of [['', body] as const, ...objectsIn(body)]) {
    const names: readonly (readonly [string, JsonValue | undefined])[] = isJsonObject(value)
      ? Object.entries(value)
      : [];
    if (names.length === 0) continue;
    const place = placeOf(body, at);
    const key = JSON.stringify([operation.id, outcome.status, place]);
    const objects: Watched = watched.get(key) ?? {
      operation,
      status: outcome.status,
      schemaPointer,
      place,
      objects: 0,
      answers: new Set(),
      steps: new Map(),
      members: new Map(),
      declared: declaredAt(contract, schemaPointer, place),
    };
    if (objects.declared.size === 0) continue;
    watched.set(key, objects);
    objects.objects += 1;
    objects.answers.add(line);
    if (!objects.steps.has(line.caseId)) objects.steps.set(line.caseId, line.step);
    for (const [name, member] of names) {
      const values = objects.members.get(name) ?? [];
      objects.members.set(name, values);
      values.push(member ?? null);
    }
  }
}

function* objectsIn(body: JsonValue): Generator<readonly [at: Pointer, value: JsonValue]> {
  for (const [at, , value] of walkBody(body)) if (isJsonObject(value)) yield [at, value];
}

function declaredAt(contract: Contract, schemaPointer: Pointer, place: Pointer): ReadonlySet<string> {
  const { members } = declaredMembers(contract, schemaPointer);
  return new Set(
    members
      .filter((member) => parentOf(member) === place)
      .map((member) => unescapeToken(member.slice(place.length + 1)))
      .filter((name) => name !== '*'),
  );
}
