import { stepsDown } from '../contract/node-places.ts';
import { createPlacer, walkBody } from '../checks/body-place.ts';
import { declaredContent } from '../checks/answer-facts.ts';
import type { Contract, Pointer, SchemaViolation } from '../contract/contract.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, lastTokenOf, parentOf, unescapeToken, valueAtPointer } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Answer } from '../exchange/exchange.ts';
import type { Occurrence } from '../findings/finding.ts';
import { type Place, printPlace } from '../findings/place.ts';
import { createActionWriter, type Edit } from './edit.ts';
import { type BrokenKeyword, inferSchema, widenKeyword } from './widen-schema.ts';

/** Proposes to widen every keyword that the finding's answers violate at its place. */
export function proposeForBody(
  contract: Contract,
  finding: Occurrence,
  answers: readonly Answer[],
): Result<readonly Edit[]> {
  const broken = new Map<string, BrokenKeyword & { readonly values: JsonValue[] }>();
  for (const { answer, schemaPointer, body } of judgeable(contract, finding, answers)) {
    const verdict = contract.judge(schemaPointer, body);
    if (verdict.kind !== 'invalid') continue;
    const place = createPlacer(contract, schemaPointer);
    for (const violation of verdict.violations) {
      const isThere = isAt(finding.place, answer.status, place(body, violation.instancePath));
      if (`body.${violation.rule}` === finding.rule && isThere) note(violation, body);
    }
  }
  return editOf(contract, [...broken.values()], describePlace(finding));

  function note(violation: SchemaViolation, body: JsonValue): void {
    const keyword = brokenKeyword(violation);
    const key = JSON.stringify([keyword.schema, keyword.keyword, keyword.member]);
    const value = valueAtPointer(body, violation.instancePath);
    const known = broken.get(key) ?? { ...keyword, values: [] };
    if (value !== undefined) known.values.push(value);
    broken.set(key, known);
  }
}

/** Makes one edit that widens all of the keywords. */
export function editOf(contract: Contract, broken: readonly BrokenKeyword[], where: string): Result<readonly Edit[]> {
  const widenings = broken.map((each) => widenKeyword(contract, each));
  const failed = widenings.find((widening) => !widening.ok);
  if (failed !== undefined && !failed.ok) return failed;
  const done = widenings.flatMap((widening) => (widening.ok ? [widening.value] : []));
  if (done.length === 0) return err(UNRECORDED);
  return ok([
    {
      title: `${where}: ${[...new Set(done.map(({ title }) => title))].join(', ')}`,
      actions: done.flatMap(({ actions }) => actions),
      touches: broken.map(({ schema }) => schema),
    },
  ]);
}

export const UNRECORDED =
  'no recorded answer shows it: bodies that may hold secrets are not kept, and what was not kept proves nothing';

export function brokenKeyword({
  schemaPointer,
  keyword,
  instancePath,
}: SchemaViolation): Omit<BrokenKeyword, 'values'> {
  return {
    schema: ownerOf(schemaPointer, keyword),
    keyword,
    member: unescapeToken(lastTokenOf(instancePath)),
  };
}

/** Cuts the keyword off a pointer: both `/x/enum` and its item `/x/required/0` belong to the schema `/x`. */
function ownerOf(pointer: Pointer, keyword: string): Pointer {
  const ofItem = pointer.replace(/\/\d+$/, '');
  const place = [pointer, ofItem].find((candidate) => candidate.endsWith(`/${keyword}`));
  return place === undefined ? pointer : place.slice(0, -keyword.length - 1);
}

/** Proposes to declare a member beside its siblings. */
export function proposeForMember(
  contract: Contract,
  finding: Occurrence,
  answers: readonly Answer[],
): Result<readonly Edit[]> {
  const values: JsonValue[] = [];
  let owner: Pointer | undefined;
  if (finding.place.kind !== 'body' || finding.place.pointer === undefined) return err(UNRECORDED);
  const name = lastTokenOf(finding.place.pointer);
  for (const { answer, schemaPointer, body } of judgeable(contract, finding, answers)) {
    const place = createPlacer(contract, schemaPointer);
    for (const [at, , value] of walkBody(body)) {
      const where = place(body, at);
      if (!isAt(finding.place, answer.status, where)) continue;
      values.push(value);
      owner ??= schemaOfMembers(contract, schemaPointer, where.split('/').slice(1, -1));
    }
  }
  if (owner === undefined) return err(UNRECORDED);
  return ok([
    {
      title: `${describePlace(finding)}: declare the member "${name}"`,
      actions: [createActionWriter(contract).merge(owner, { properties: { [name]: inferSchema(values) } })],
      touches: [owner],
    },
  ]);
}

/**
 * Proposes to declare the name that is sent beside the one that is declared, and to require neither: elsewhere the schema may be
 * answered as it says.
 */
export function proposeForName(contract: Contract, finding: Occurrence): Result<readonly Edit[]> {
  const { place, clause } = finding;
  const declared = contract.resolve(clause.pointer);
  if (place.kind !== 'body' || place.sentAs === undefined || declared === undefined) return err(UNRECORDED);
  const owner = parentOf(parentOf(clause.pointer));
  const name = unescapeToken(lastTokenOf(clause.pointer));
  const required = valueAtPointer(contract.document, `${owner}/required`);
  const isRequired = Array.isArray(required) && (required as readonly JsonValue[]).includes(name);
  const broken = { schema: owner, keyword: 'required', member: name, values: [] };
  const loosened = isRequired ? widenKeyword(contract, broken) : undefined;
  if (loosened?.ok === false) return loosened;
  const titles = [`declare "${place.sentAs}"`, loosened?.value.title ?? []].flat();
  return ok([
    {
      title: `${describePlace(finding)}: ${titles.join(', ')}`,
      actions: [
        createActionWriter(contract).merge(owner, { properties: { [place.sentAs]: declared.value } }),
        ...(loosened?.value.actions ?? []),
      ],
      touches: [owner],
    },
  ]);
}

interface Judgeable {
  readonly answer: Answer;
  readonly schemaPointer: Pointer;
  readonly body: JsonValue;
}

function judgeable(contract: Contract, finding: Occurrence, answers: readonly Answer[]): readonly Judgeable[] {
  const operation = contract.operation(finding.operationId);
  if (operation === undefined) return [];
  return answers.flatMap((answer) => {
    const schemaPointer = declaredContent({ operation, answer })?.schemaPointer;
    return schemaPointer === undefined || answer.body.kind !== 'json'
      ? []
      : [{ answer, schemaPointer, body: answer.body.value }];
  });
}

function isAt(place: Place, status: number, pointer: Pointer): boolean {
  return place.kind === 'body' && place.status === status && place.pointer === pointer;
}

/** Names operation and place of a finding, for the titles of edits. */
export function describePlace({ method, path, place }: Occurrence): string {
  return `${method} ${path}, ${printPlace(place)}`;
}

const COMPOSITIONS = ['allOf', 'anyOf', 'oneOf'];

/** Finds the first schema at a place that has members of its own, through references, compositions, items and maps. */
function schemaOfMembers(
  contract: Contract,
  pointer: Pointer,
  place: readonly string[],
  depth = 0,
): Pointer | undefined {
  const found = contract.resolve(pointer);
  if (found === undefined || !isJsonObject(found.value) || depth > DEEPEST) return undefined;
  const schema = found.value;
  const [token, ...rest] = place;
  if (token === undefined && isJsonObject(schema['properties'])) return found.pointer;
  const down = token === undefined ? [] : stepsDown(escapeToken(token)).map((step) => [step, rest] as const);
  const beside = COMPOSITIONS.flatMap((keyword) =>
    Array.isArray(schema[keyword]) ? schema[keyword].map((_, index) => [`${keyword}/${index}`, place] as const) : [],
  );
  for (const [step, remaining] of [...down, ...beside]) {
    const owner = schemaOfMembers(contract, `${found.pointer}/${step}`, remaining, depth + 1);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

const DEEPEST = 30;
