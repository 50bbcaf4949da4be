import { stepsDown } from '../contract/node-places.ts';
import type { Contract } from '../contract/contract.ts';
import { compareSeverity } from '../core/severity.ts';
import { unescapeToken } from '../core/pointer.ts';
import { compareText, sortDistinct } from '../core/text.ts';
import { defined } from '../core/defined.ts';
import { ruleOf } from '../rules/rules.ts';
import { compareFindings } from './assemble-record.ts';
import type { Finding, Occurrence } from './finding.ts';
import { hashParts } from './make-finding.ts';
import { shortenText } from './normalise-text.ts';
import { printPlace, type Place } from './place.ts';

/** What a cause is told by, beyond the occurrence itself. */
interface CauseLookup {
  /** Returns the service of an operation. */
  readonly serviceOf: (operationId: string) => string;
  /** Returns the first caller that holds credentials of the same kinds as this one. */
  readonly firstOfItsKind: (tier: string) => string;
  /** Returns a pointer to the schema of the object that a member stands in. */
  readonly schemaOf: (of: { readonly clause: Pick<Occurrence['clause'], 'pointer'>; readonly place: Place }) => string;
}

/** Looks up in the contract what a cause is told by. */
export function lookUpCauses(contract: Pick<Contract, 'operation' | 'resolve' | 'platform'>): CauseLookup {
  const { callers } = contract.platform;
  return {
    serviceOf: (operationId) => contract.operation(operationId)?.service ?? '',
    firstOfItsKind: (id) => {
      const tier = callers.find(id);
      return tier === undefined ? id : callers.firstOfItsKind(tier).id;
    },
    schemaOf: ({ clause, place }) => {
      const start = contract.resolve(clause.pointer)?.pointer ?? clause.pointer;
      const parents = place.kind === 'body' ? (place.pointer ?? '').split('/').slice(1, -1) : [];
      return parents.reduce((at, token) => {
        const steps = stepsDown(token);
        const [next] = steps.flatMap((step) => contract.resolve(`${at}/${step}`) ?? []);
        return next?.pointer ?? `${at}/${token}`;
      }, start);
    },
  };
}

/**
 * Merges occurrences into findings, one for each cause: the same rule, check, service, place and observation, on whatever
 * operations. `401 without WWW-Authenticate` on thirty operations of one service is one finding with thirty occurrences. The
 * worst comes first, then the one with the most occurrences; the result does not depend on the order of what is merged.
 */
export function mergeIntoCauses(occurrences: readonly Occurrence[], lookup: CauseLookup): readonly Finding[] {
  const causes = new Map<string, Occurrence[]>();
  for (const occurrence of occurrences) {
    const key = JSON.stringify(partsOf(occurrence, lookup));
    const cause = causes.get(key);
    if (cause === undefined) causes.set(key, [occurrence]);
    else cause.push(occurrence);
  }
  return [...causes.values()].map((cause) => toFinding(cause, lookup)).sort(compareCauses);
}

/** Lists the occurrences of findings, the worst first, in an order that does not depend on how many there are of each. */
export function occurrencesOf(findings: readonly Finding[]): readonly Occurrence[] {
  return findings.flatMap((finding) => finding.occurrences).sort(compareFindings);
}

/** Lists the ids of the operations that show a finding, sorted. */
export function operationsOf({ occurrences }: Pick<Finding, 'occurrences'>): readonly string[] {
  return sortDistinct(occurrences.map(({ operationId }) => operationId));
}

function toFinding(cause: readonly Occurrence[], lookup: CauseLookup): Finding {
  const occurrences = [...cause].sort(compareFindings);
  const [first] = occurrences;
  if (first === undefined) throw new Error('a cause has at least one occurrence');
  const { tier, ...canonical } = first;
  const [probe = '', ...rest] = first.cases;
  const others = new Set([...rest, ...occurrences.flatMap(({ cases }) => cases)]);
  others.delete(probe);
  return {
    ...canonical,
    ...defined({ tier: occurrences.every((each) => each.tier === tier) ? tier : undefined }),
    ...(isOfSchema(first) ? describeMembers(occurrences, first) : {}),
    fingerprint: hashParts(['cause', ...partsOf(first, lookup)]),
    cases: [probe, ...[...others].sort(compareText)],
    service: lookup.serviceOf(first.operationId),
    occurrences,
  };
}

/** Lists what occurrences of one cause have in common. Fingerprints are made of it, so another wording would make every finding a new one. */
function partsOf(occurrence: Occurrence, { serviceOf, schemaOf, firstOfItsKind }: CauseLookup): readonly string[] {
  const { rule, check, place, operationId } = occurrence;
  const service = serviceOf(operationId);
  if (isOfSchema(occurrence)) return [rule, check, service, schemaOf(occurrence)];
  const isOfCaller = ruleOf(rule).about === 'caller' && place.kind === 'access';
  return [
    rule,
    check,
    service,
    printWhere(occurrence),
    isOfCaller ? callerOf(occurrence, firstOfItsKind) : '',
    isOfCaller ? '' : printSeen(occurrence),
  ];
}

/** The caller by whom a cause is told: where a kind of credential opens what it should not, the first that holds one of the kind. */
function callerOf({ rule, tier = '' }: Occurrence, firstOfItsKind: CauseLookup['firstOfItsKind']): string {
  const { mergesCallers } = ruleOf(rule);
  if (mergesCallers === 'of-a-kind') return firstOfItsKind(tier);
  return mergesCallers === 'all' ? '' : tier;
}

/**
 * Prints the place without the operation whose answer shows an effect. Where the contract says it once for several answers, as
 * of a member of a component, that clause stands for the place: a member of an item, and of the items of a list, is the same.
 */
function printWhere({ place, clause }: Occurrence): string {
  if (place.kind === 'body' && place.flaky === undefined && clause.pointer.startsWith('/components/schemas/'))
    return [clause.pointer, nameOfMember(place), place.sentAs ?? []].flat().join(' ');
  return printPlace(place.seenIn === undefined ? place : { ...place, seenIn: '\u2026' });
}

/** Prints what was seen, where it is a thing of few kinds, such as a status. Empty where it is a value, which may differ in the next run. */
function printSeen(occurrence: Occurrence): string {
  const { place } = occurrence;
  // The words of the server may stand beside it.
  if (occurrence.rule === 'status.undocumented' && place.kind === 'status') return String(place.status ?? '');
  switch (place.kind) {
    case 'access':
    case 'body':
    case 'demand':
    case 'error-body':
    case 'latency':
      return '';
    case 'header':
      return occurrence.seen === 'none' ? 'none' : '';
    default:
      return withoutOperation(occurrence);
  }
}

function nameOfMember(place: Place): string {
  return (place.kind === 'body' ? (place.pointer ?? '') : '').split('/').at(-1) ?? '';
}

/** Whether a finding is about all members of a schema at once. */
function isOfSchema({ rule }: Occurrence): boolean {
  return ruleOf(rule).ofSchema !== undefined;
}

function describeMembers(
  occurrences: readonly Occurrence[],
  first: Occurrence,
): Partial<Pick<Occurrence, 'place' | 'expected' | 'seen'>> {
  const members = sortDistinct(occurrences.map(({ place }) => nameOfMember(place)));
  const pointers = new Set(occurrences.map(({ place }) => printPlace(place)));
  if (pointers.size < 2 || first.place.kind !== 'body') return {};
  const { pointer: _, status, ...body } = first.place;
  const isOneStatus = occurrences.every(({ place }) => place.kind === 'body' && place.status === status);
  const names = members.map((name) => JSON.stringify(unescapeToken(name))).join(', ');
  const isMissing = ruleOf(first.rule).ofSchema === 'missing';
  const words = isMissing
    ? { expected: `${members.length} members`, seen: shortenText(`no ${names}`) }
    : { seen: shortenText(`${members.length} members: ${names}`) };
  return {
    place: { ...body, ...defined({ status: isOneStatus ? status : undefined }) },
    ...(members.length < 2 ? {} : words),
  };
}

/** Takes the occurrence's own operation, and the one that shows its effect, out of what was seen: `404 from getOrg`. */
function withoutOperation({ operationId, path, place, seen }: Occurrence): string {
  const names = new Set([operationId, place.seenIn]);
  return seen.replaceAll(path, '\u2026').replace(/[\w.-]+/g, (word) => (names.has(word) ? '\u2026' : word));
}

function compareCauses(left: Finding, right: Finding): number {
  return (
    compareSeverity(left.severity, right.severity) ||
    right.occurrences.length - left.occurrences.length ||
    compareText(left.rule, right.rule) ||
    compareText(left.fingerprint, right.fingerprint)
  );
}
