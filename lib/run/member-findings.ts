import { stepsDown } from '../contract/node-places.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import type { Plan } from '../cases/plan.ts';
import { renderCurl } from '../cases/reproduce.ts';
import type { Contract, Pointer } from '../contract/contract.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { likenessOf } from '../core/near-ids.ts';
import { escapeToken } from '../core/pointer.ts';
import { compareText } from '../core/text.ts';
import type { Occurrence } from '../findings/finding.ts';
import { makeFinding } from '../findings/make-finding.ts';
import type { JournalLine } from '../findings/run-record.ts';
import { severityFor } from './judge-case.ts';
import { watchMembers, type WatchedObjects } from './watch-members.ts';

interface MemberParts {
  readonly contract: Contract;
  readonly data: ConformanceData;
  readonly plan: Plan;
  readonly journal: readonly JournalLine[];
}

/** With fewer answers, or all of them to one case, what may be missing by chance is not missed. */
const FEWEST_ANSWERS = 3;
const FEWEST_CASES = 2;

/**
 * What only the whole run shows of declared members: that one has another name on the wire, or is in none of several answers
 * (OpenAPI 3.1, schema object: properties). `found` is what was found in single answers; of a member that is missing there,
 * only that it is renamed is worth saying.
 */
export function memberFindings(parts: MemberParts, found: readonly Occurrence[]): readonly Occurrence[] {
  const places = watchMembers(parts.contract, parts.journal).map((watched) => ({
    watched,
    missing: missingMembers(parts.contract, watched),
  }));
  const isSeenOften = countAnswers(places);
  return places.flatMap(({ watched, missing }) => {
    const mayLack = parts.data.operations[watched.operation.id]?.mayLack ?? {};
    const judged = missing.map((member) => ({
      ...member,
      mayBeAbsent: pointerTo(watched, member.name) in mayLack,
      isRequired: isFoundAt(found, watched, member.name, REQUIRED),
    }));
    const missed = judged.filter((member) => member.isRequired || isSeenOften(member));
    const renamed = missed.flatMap((member) => {
      const sentAs = nameOnTheWire(parts.contract, watched, missing, member);
      const undeclared = sentAs === undefined ? undefined : undeclaredAt(found, watched, sentAs);
      // Without such a finding nobody has judged the answers, or the new name is worth more than a word about the old one.
      return sentAs === undefined || undeclared === undefined ? [] : [{ ...member, sentAs, undeclared }];
    });
    const known = new Set(renamed.map(({ name }) => name));
    const unseen = missed.filter(
      (member) =>
        !member.isRequired &&
        !member.mayBeAbsent &&
        !known.has(member.name) &&
        !isFoundAt(found, watched, member.name, EXPECTED),
    );
    return [
      ...renamed.map((member) => renamedFinding(parts, watched, member)),
      ...unseen.flatMap(({ name }) => unseenFinding(parts, watched, name)),
    ];
  });
}

/** Counts the answers that a member is missing from, at all places of its schema together. Says whether they are enough to miss it. */
function countAnswers(
  places: readonly { readonly watched: WatchedObjects; readonly missing: readonly MissingMember[] }[],
): (member: MissingMember) => boolean {
  const keyOf = ({ schemas }: MissingMember): string => schemas.join(' ');
  const counts = new Map<string, { answers: number; readonly cases: Set<string> }>();
  for (const { watched, missing } of places)
    for (const member of missing) {
      const count = counts.get(keyOf(member)) ?? { answers: 0, cases: new Set<string>() };
      counts.set(keyOf(member), count);
      count.answers += watched.answers;
      for (const caseId of watched.steps.keys()) count.cases.add(caseId);
    }
  return (member) => {
    const count = counts.get(keyOf(member));
    return count !== undefined && count.answers >= FEWEST_ANSWERS && count.cases.size >= FEWEST_CASES;
  };
}

interface MissingMember {
  readonly name: string;
  /** The schemas of its values. */
  readonly schemas: readonly Pointer[];
}

interface RenamedMember extends MissingMember {
  readonly isRequired: boolean;
  readonly sentAs: string;
  readonly undeclared: Occurrence;
}

const REQUIRED = ['body.required'];
const EXPECTED = ['expectation.required'];
const UNDECLARED = ['body.undeclared', 'body.closed-extra'];

/** The members that the schema of a place names whatever the value is, and that none of its objects has. */
function missingMembers(
  contract: Contract,
  { schemaPointer, place, members }: WatchedObjects,
): readonly MissingMember[] {
  const missing = new Map<string, Pointer[]>();
  for (const at of schemasAt(contract, schemaPointer, place)) {
    const properties = objectAt(contract, `${at}/properties`);
    for (const name of Object.keys(properties ?? {})) {
      const schema = `${at}/properties/${escapeToken(name)}`;
      if (members.has(name) || objectAt(contract, schema)?.['writeOnly'] === true) continue;
      missing.set(name, [...(missing.get(name) ?? []), schema]);
    }
  }
  return [...missing].map(([name, schemas]) => ({ name, schemas }));
}

/** The schemas that hold for every value at a place; those of `oneOf`, `anyOf` and conditions hold for some only. */
function schemasAt(contract: Contract, schemaPointer: Pointer, place: Pointer): readonly Pointer[] {
  return place
    .split('/')
    .slice(1)
    .reduce<readonly Pointer[]>(
      (above, token) => {
        const steps = stepsDown(token);
        const below = above.flatMap((at) => steps.map((step) => `${at}/${step}`));
        return below.filter((at) => objectAt(contract, at) !== undefined).flatMap((at) => withAllOf(contract, at));
      },
      withAllOf(contract, schemaPointer),
    );
}

function withAllOf(contract: Contract, pointer: Pointer): readonly Pointer[] {
  const at = contract.resolve(pointer)?.pointer ?? pointer;
  const parts = objectAt(contract, at)?.['allOf'];
  return [
    at,
    ...(Array.isArray(parts) ? parts.flatMap((_, index) => withAllOf(contract, `${at}/allOf/${index}`)) : []),
  ];
}

function objectAt(contract: Contract, at: Pointer): JsonObject | undefined {
  const value = contract.resolve(at)?.value;
  return isJsonObject(value) ? value : undefined;
}

/**
 * The undeclared member that stands in the place of a missing one: its values fit the declared schema, and its name says so, or
 * there is no other of either kind. Undefined where two would do: a false claim is worse than none.
 */
function nameOnTheWire(
  contract: Contract,
  watched: WatchedObjects,
  missing: readonly MissingMember[],
  member: MissingMember & { readonly isRequired: boolean; readonly mayBeAbsent: boolean },
): string | undefined {
  const isAlways = (name: string): boolean => watched.members.get(name)?.length === watched.objects;
  const fitting = [...watched.members.keys()].filter((name) => fits(contract, watched, name, member));
  const related = bestOf(fitting, (name) => relationOf(name, member.name));
  const isMutual =
    related !== undefined &&
    bestOf(
      missing.map(({ name }) => name),
      (name) => relationOf(name, related),
    ) === member.name;
  if (isMutual) return member.isRequired && !isAlways(related) ? undefined : related;
  const [only, ...others] = fitting;
  const isOnly = only !== undefined && others.length === 0 && missing.length === 1 && !member.mayBeAbsent;
  return related === undefined && isOnly && isAlways(only) ? only : undefined;
}

/** Whether every value of an undeclared member is one that the missing member may have; nulls alone show nothing. */
function fits(
  contract: Contract,
  { members, declared }: WatchedObjects,
  name: string,
  { schemas }: MissingMember,
): boolean {
  const values = members.get(name) ?? [];
  if (declared.has(name) || values.every((value) => value === null)) return false;
  return schemas.every((schema) => values.every((value) => contract.judge(schema, value).kind === 'valid'));
}

/** The name with the highest rank above 0; undefined where two share it. */
function bestOf(names: readonly string[], rankOf: (name: string) => number): string | undefined {
  const ranked = names.map((name) => ({ name, rank: rankOf(name) })).filter(({ rank }) => rank > 0);
  const highest = Math.max(...ranked.map(({ rank }) => rank));
  const [best, ...others] = ranked.filter(({ rank }) => rank === highest);
  return others.length === 0 ? best?.name : undefined;
}

/** From there on words are taken for one another: `status` and `state`, but not `created` and `updated`. */
const ALIKE = 0.6;

/** How two names are related: 3 if they have the same words, 2 if one has all words of the other, 1 if the words that differ are alike. */
function relationOf(left: string, right: string): number {
  const [one, other] = [wordsOf(left), wordsOf(right)];
  const [onlyOne, onlyOther] = [
    one.filter((word) => !other.includes(word)),
    other.filter((word) => !one.includes(word)),
  ];
  if (onlyOne.length === 0 && onlyOther.length === 0) return 3;
  if (onlyOne.length === 0 || onlyOther.length === 0) return 2;
  return likenessOf(onlyOne.join(' '), onlyOther.join(' ')) >= ALIKE ? 1 : 0;
}

/** The words of a name: `resolved` and `mode` of `resolved_mode`, `resolvedMode` and `resolved-mode`. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function pointerTo({ place }: WatchedObjects, name: string): Pointer {
  return `${place}/${escapeToken(name)}`;
}

function isFoundAt(
  found: readonly Occurrence[],
  watched: WatchedObjects,
  name: string,
  rules: readonly string[],
): boolean {
  return found.some((each) => isAbout(each, watched, name) && rules.includes(each.rule));
}

function undeclaredAt(found: readonly Occurrence[], watched: WatchedObjects, name: string): Occurrence | undefined {
  return found.find((each) => isAbout(each, watched, name) && UNDECLARED.includes(each.rule));
}

function isAbout({ operationId, place }: Occurrence, watched: WatchedObjects, name: string): boolean {
  const isThere =
    place.kind === 'body' && place.status === watched.status && place.pointer === pointerTo(watched, name);
  return isThere && operationId === watched.operation.id;
}

function renamedFinding(
  { contract, data }: MemberParts,
  watched: WatchedObjects,
  { name, schemas, isRequired, sentAs, undeclared }: RenamedMember,
): Occurrence {
  const [clause = watched.schemaPointer] = schemas;
  const [first = '', ...others] = undeclared.cases;
  const finding = makeFinding({
    contract,
    operation: watched.operation,
    check: 'members-keep-their-names',
    observation: {
      rule: 'body.renamed',
      place: { kind: 'body', status: watched.status, pointer: pointerTo(watched, name), sentAs },
      clause: contract.resolve(clause)?.pointer ?? clause,
      expected: `a member "${name}"`,
      seen: `a member "${sentAs}" in its place`,
      // Clients read what is required without asking whether it is there.
      ...(isRequired ? { severity: 'major' } : {}),
    },
    caseId: first,
    reproduce: undeclared.reproduce,
    severityOf: (rule, operationId) => severityFor(data, rule, operationId),
  });
  return { ...finding, cases: [first, ...others] };
}

function unseenFinding(
  { contract, data, plan }: MemberParts,
  watched: WatchedObjects,
  name: string,
): readonly Occurrence[] {
  const { operation, status, schemaPointer, steps } = watched;
  // A recording has no plan: it holds what somebody happened to ask for.
  const shown = plan.sequences
    .flatMap(({ cases }) => cases)
    .flatMap((testCase) => {
      const request = testCase.steps[steps.get(testCase.id) ?? -1]?.request;
      return request === undefined ? [] : [{ id: testCase.id, isOwn: testCase.operationId === operation.id, request }];
    })
    .sort((left, right) => Number(right.isOwn) - Number(left.isOwn) || compareText(left.id, right.id));
  const [first, ...others] = shown;
  if (first === undefined) return [];
  const finding = makeFinding({
    contract,
    operation,
    check: 'members-are-seen',
    observation: {
      rule: 'body.optional-never-seen',
      place: { kind: 'body', status, pointer: pointerTo(watched, name) },
      clause: schemaPointer,
      expected: 'the members that the contract declares, in some answer at least',
      seen: `no "${name}" in any of several answers`,
    },
    caseId: first.id,
    reproduce: renderCurl(first.request),
    severityOf: (rule, operationId) => severityFor(data, rule, operationId),
  });
  return [{ ...finding, cases: [first.id, ...others.map(({ id }) => id)] }];
}
