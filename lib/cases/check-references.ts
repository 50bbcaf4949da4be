import type { Contract, Operation } from '../contract/contract.ts';
import {
  FRESH_FORMS,
  freshFormOf,
  labelOf,
  MADE_UP,
  nameValues,
  runNamesOf,
  secretName,
  UNKNOWN_FORMS,
} from '../core/names.ts';
import { nearIds } from '../core/near-ids.ts';
import type { Accommodations } from './accommodations.ts';
import { namesIn } from './bind.ts';
import type { ConformanceData, Fill, FollowUp, SeenData } from './operation-data.ts';
import { withWhatTheyAreDoneTo } from './plan-context.ts';

/** Path to a part of the data: `['operations', 'getOrg', 'then', 0]`. */
export type DataPath = readonly (string | number)[];

/** A reference inside the data that leads nowhere. */
export interface Misreference {
  readonly path: DataPath;
  readonly message: string;
}

/** Ids that the data may name and that stand neither in it nor in the contract. */
export interface KnownIds {
  /** Ids of rules that a finding may have. */
  readonly rules: readonly string[];
  /** Names of the secrets that can be configured, without `secret.`. */
  readonly secrets: readonly string[];
}

/**
 * Holds every reference of the data against what it refers to: operations and their parameters, fixtures, senders, rules,
 * security schemes, secrets, declared statuses, JSON Pointers (RFC 6901) and the names in `${...}`. What is not there is
 * named together with what may have been meant.
 */
export function checkReferences(data: ConformanceData, contract: Contract, known: KnownIds): readonly Misreference[] {
  const checker = new ReferenceChecker(data, contract, known);
  checker.checkTop();
  checker.checkFixtures();
  checker.checkRemovals();
  for (const id of Object.keys(data.operations)) checker.checkEntry(id);
  return checker.found;
}

/** Holds the operations, values and names of a file of accommodations against data and contract, as `checkReferences` does. */
export function checkAccommodations(
  accommodations: Accommodations,
  data: ConformanceData,
  contract: Contract,
  known: KnownIds,
): readonly Misreference[] {
  const checker = new ReferenceChecker(data, contract, known);
  checker.checkAccommodations(accommodations);
  return checker.found;
}

interface Call {
  readonly operation: string;
  readonly as: string;
  readonly path?: Fill | undefined;
  readonly query?: Fill | undefined;
}

class ReferenceChecker {
  readonly found: Misreference[] = [];
  readonly #data: ConformanceData;
  readonly #contract: Contract;
  readonly #ids: Readonly<Record<keyof typeof NOUNS, string[]>>;

  constructor(data: ConformanceData, contract: Contract, known: KnownIds) {
    this.#data = data;
    this.#contract = contract;
    const minted = Object.values(data.fixtures).flatMap(({ persona }) => Object.entries(persona ?? {}));
    const callers = contract.platform.callers.list;
    const tiers = callers.map(({ id }) => id);
    this.#ids = {
      operation: [...contract.operations.map(({ id }) => id), ...Object.keys(data.operations)],
      fixture: Object.keys(data.fixtures),
      tier: tiers,
      value: Object.keys(data.values),
      sender: [...tiers, ...Object.keys(data.personas), ...minted.map(([id]) => id)],
      rule: [...known.rules],
      scheme: [
        ...contract.securitySchemes.keys(),
        ...callers.flatMap(({ holds }) => holds.map(({ scheme }) => scheme)),
      ],
      secret: [
        ...known.secrets,
        ...MADE_UP.keys(),
        ...Object.values(data.spent).map(({ secret }) => secret),
        ...minted.map(([, { secret }]) => secret),
      ],
    };
  }

  checkTop(): void {
    const { personas, deviations, spent, aliases, quotas, severities } = this.#data;
    for (const [id, { holds }] of Object.entries(personas))
      holds.forEach(({ scheme, secret }, index) => {
        this.#expect('scheme', scheme, ['personas', id, 'holds', index, 'scheme']);
        this.#expect('secret', secret, ['personas', id, 'holds', index, 'secret']);
      });
    for (const [id, { tier, scheme, secret }] of Object.entries(deviations)) {
      this.#expect('tier', tier, ['deviations', id, 'tier']);
      this.#expect('scheme', scheme, ['deviations', id, 'scheme']);
      this.#expect('secret', secret, ['deviations', id, 'secret']);
    }
    for (const [id, { scheme, like, inPlaceOf }] of Object.entries(spent)) {
      this.#expect('scheme', scheme, ['spent', id, 'scheme']);
      this.#expect('tier', like, ['spent', id, 'like']);
      this.#expect('secret', inPlaceOf, ['spent', id, 'inPlaceOf']);
    }
    aliases.forEach(({ callers, headers }, index) => {
      callers.forEach(({ as, rule }, at) => {
        this.#expect('sender', as, ['aliases', index, 'callers', at, 'as']);
        this.#expect('rule', rule, ['aliases', index, 'callers', at, 'rule']);
      });
      this.#expectNames(headers, ['aliases', index, 'headers']);
    });
    for (const id of Object.keys(quotas)) this.#expect('operation', id, ['quotas', id]);
    severities.forEach(({ rule, operations }, index) => {
      this.#expect('rule', rule, ['severities', index, 'rule']);
      operations?.forEach((id, at) => this.#expect('operation', id, ['severities', index, 'operations', at]));
    });
  }

  checkFixtures(): void {
    for (const [name, fixture] of Object.entries(this.#data.fixtures)) {
      const path = ['fixtures', name];
      const { operation, as, body, bodies, binds, persona, undo } = fixture;
      this.#checkCall({ operation, as, path: fixture.path }, path);
      this.#expectPointers(binds, [...path, 'binds']);
      for (const [id, { scheme, from }] of Object.entries(persona ?? {})) {
        this.#expect('scheme', scheme, [...path, 'persona', id, 'scheme']);
        this.#expectPointer(from, [...path, 'persona', id, 'from']);
      }
      if (undo !== undefined) this.#checkCall(undo, [...path, 'undo']);
      this.#expect('fixture', fixture.on, [...path, 'on']);
      const bound = [...Object.keys(binds ?? {}), ...this.#boundBy(fixture.on === undefined ? [] : [fixture.on])];
      this.#expectNames({ path: fixture.path, body, bodies, undo }, path, bound);
    }
  }

  checkRemovals(): void {
    for (const [id, { proof, find, otherwise }] of Object.entries(this.#data.removals)) {
      const path = ['removals', id];
      this.#expect('operation', id, path);
      for (const [name, call] of Object.entries({ proof, find, otherwise }))
        this.#expect('operation', call?.operation, [...path, name, 'operation']);
      const fills = { proof: proof?.path, otherwise: otherwise?.path };
      for (const [name, fill] of Object.entries(fills)) {
        const operation = name === 'proof' ? proof?.operation : otherwise?.operation;
        this.#expectParameters('path', fill, operation, [...path, name, 'path']);
        for (const [member, from] of Object.entries(fill ?? {}))
          this.#expectParameter('path', from, id, [...path, name, 'path', member]);
      }
      for (const [member, from] of Object.entries(otherwise?.body ?? {}))
        this.#expectParameter('path', from, id, [...path, 'otherwise', 'body', member]);
      if (proof?.as !== 'same') this.#expect('sender', proof?.as, [...path, 'proof', 'as']);
      this.#expect('sender', otherwise?.as, [...path, 'otherwise', 'as']);
      if (proof?.absent !== undefined) {
        this.#expectPointer(proof.absent.list, [...path, 'proof', 'absent', 'list']);
        this.#expectPointer(proof.absent.at, [...path, 'proof', 'absent', 'at']);
        this.#expectParameter('path', proof.absent.is, id, [...path, 'proof', 'absent', 'is']);
      }
      for (const member of ['list', 'at', 'id'] as const)
        this.#expectPointer(find?.[member], [...path, 'find', member]);
    }
  }

  checkAccommodations({ operations, values }: Accommodations): void {
    for (const [id, { headers, query, body, bodies }] of Object.entries(operations)) {
      const path = ['operations', id];
      this.#expect('operation', id, path);
      this.#expectNames({ headers, query }, path, ['thing.id', 'thing.name']);
      this.#expectNames({ body }, path);
      this.#expectNames({ bodies }, path, ['thing.name']);
    }
    for (const name of Object.keys(values)) this.#expect('value', name, ['values', name]);
  }

  checkEntry(id: string): void {
    const entry = this.#data.operations[id];
    if (entry === undefined) return;
    const path = ['operations', id];
    const { body, probe, cases, same, negatives } = entry;
    const aimed = { '': entry, negatives, probe };
    for (const [part, fills] of Object.entries(aimed)) {
      const at = part === '' ? path : [...path, part];
      this.#expectParameters('path', fills?.path, id, [...at, 'path']);
      this.#expectParameters('query', fills?.query, id, [...at, 'query']);
    }
    this.#expectParameter('path', same?.path, id, [...path, 'same', 'path']);
    this.#expectParameter('query', same?.query, id, [...path, 'same', 'query']);
    this.#expectPointer(same?.body, [...path, 'same', 'body']);
    this.#expectPointers(entry.binds, [...path, 'binds']);
    this.#expectPointers(entry.mayReturn, [...path, 'mayReturn']);
    Object.keys(entry.mayLack ?? {}).forEach((at) => {
      this.#expectPointer(at, [...path, 'mayLack', at]);
    });
    this.#expectPointers(entry.echo, [...path, 'echo']);
    this.#checkSeen(entry.always, [...path, 'always']);
    this.#checkWhatComesWith(entry, path);
    this.#expectStatuses(Object.keys(entry.unprovoked ?? {}), id, [...path, 'unprovoked']);

    const bound = [...Object.keys(entry.binds ?? {}), ...this.#boundBy(entry.fixtures)];
    const { always, then, undo } = entry;
    this.#expectNames({ path: entry.path, query: entry.query, body, always, then, undo, negatives }, path, bound);
    this.#checkFollowUps(probe.foreign?.then, [...path, 'probe', 'foreign', 'then']);
    this.#expectParameters('path', probe.foreign?.path, id, [...path, 'probe', 'foreign', 'path']);
    this.#expectAll('fixture', probe.foreign?.fixtures, [...path, 'probe', 'foreign', 'fixtures']);
    const { foreign, ...plain } = probe;
    this.#expectNames(plain, [...path, 'probe'], []);
    this.#expectNames(foreign, [...path, 'probe', 'foreign'], this.#boundBy(foreign?.fixtures));
    for (const [name, extra] of Object.entries(cases ?? {})) {
      const at = [...path, 'cases', name];
      this.#expectParameters('path', extra.path, id, [...at, 'path']);
      this.#expectParameters('query', extra.query, id, [...at, 'query']);
      this.#expect('sender', extra.as, [...at, 'as']);
      this.#expect('rule', extra.rule, [...at, 'rule']);
      this.#checkSeen(extra.sees, [...at, 'sees']);
      this.#checkWhatComesWith({ ...extra, undo: extra.undo === 'none' ? undefined : extra.undo }, at);
      this.#expectNames(extra, at, [...Object.keys(entry.binds ?? {}), ...this.#boundBy(extra.fixtures)]);
    }
  }

  #checkWhatComesWith(
    part: {
      readonly fixtures?: readonly string[] | undefined;
      readonly consumes?: readonly string[] | undefined;
      readonly undo?: Call | undefined;
      readonly then?: readonly FollowUp[] | undefined;
    },
    path: DataPath,
  ): void {
    this.#expectAll('fixture', part.fixtures, [...path, 'fixtures']);
    part.consumes?.forEach((name, index) => {
      const at = [...path, 'consumes', index];
      this.#expect('fixture', name, at);
      if (this.#ids.fixture.includes(name) && !(part.fixtures ?? []).includes(name))
        this.#report(at, `names the fixture "${name}", which is not among its fixtures`);
    });
    if (part.undo !== undefined) this.#checkCall(part.undo, [...path, 'undo']);
    this.#checkFollowUps(part.then, [...path, 'then']);
  }

  #checkFollowUps(then: readonly FollowUp[] | undefined, path: DataPath): void {
    then?.forEach((call, index) => {
      this.#checkCall(call, [...path, index]);
      this.#expect('rule', call.rule, [...path, index, 'rule']);
      this.#checkSeen(call.sees, [...path, index, 'sees']);
    });
  }

  #checkCall(call: Call, path: DataPath): void {
    this.#expect('operation', call.operation, [...path, 'operation']);
    this.#expect('sender', call.as, [...path, 'as']);
    this.#expectParameters('path', call.path, call.operation, [...path, 'path']);
    this.#expectParameters('query', call.query, call.operation, [...path, 'query']);
  }

  #checkSeen(clauses: readonly SeenData[] | undefined, path: DataPath): void {
    clauses?.forEach((clause, index) => {
      const at = [...path, index];
      this.#expect('rule', clause.rule, [...at, 'rule']);
      this.#expectPointer(clause.at, [...at, 'at']);
      this.#expectPointer(clause.if?.at, [...at, 'if', 'at']);
      this.#expectPointer(clause.lists?.at, [...at, 'lists', 'at']);
      this.#expectPointer(clause.omits?.at, [...at, 'omits', 'at']);
    });
  }

  #boundBy(fixtures: readonly string[] | undefined): readonly string[] {
    return withWhatTheyAreDoneTo(this.#data, fixtures ?? []).flatMap((name) =>
      Object.keys(this.#data.fixtures[name]?.binds ?? {}),
    );
  }

  #expect(kind: keyof typeof NOUNS, id: string | undefined, path: DataPath): void {
    if (id === undefined || this.#ids[kind].includes(id)) return;
    this.#report(path, `names the ${NOUNS[kind]} "${id}", which there is not`, id, this.#ids[kind]);
  }

  #expectAll(kind: keyof typeof NOUNS, ids: readonly string[] | undefined, path: DataPath): void {
    ids?.forEach((id, index) => this.#expect(kind, id, [...path, index]));
  }

  #expectParameters(
    place: 'path' | 'query',
    fill: object | undefined,
    operationId: string | undefined,
    path: DataPath,
  ) {
    for (const name of Object.keys(fill ?? {})) this.#expectParameter(place, name, operationId, [...path, name]);
  }

  /** Passes over operations that this edition of the contract does not have: nothing says what parameters they take. */
  #expectParameter(
    place: 'path' | 'query',
    name: string | undefined,
    operationId: string | undefined,
    path: DataPath,
  ): void {
    const operation = operationId === undefined ? undefined : this.#contract.operation(operationId);
    if (name === undefined || operation === undefined) return;
    const names = parameterNames(operation, place);
    if (!names.includes(name))
      this.#report(path, `names the ${place} parameter "${name}", which ${operation.id} does not have`, name, names);
  }

  #expectStatuses(statuses: readonly string[], operationId: string, path: DataPath): void {
    const declared = this.#contract.operation(operationId)?.responses.map(({ status }) => status);
    if (declared === undefined) return;
    for (const status of statuses.filter((each) => !declared.includes(each)))
      this.#report([...path, status], `names the status ${status}, which ${operationId} does not declare`);
  }

  #expectPointers(pointers: Readonly<Record<string, string>> | readonly string[] | undefined, path: DataPath): void {
    for (const [key, pointer] of Object.entries(pointers ?? {}))
      this.#expectPointer(pointer, [...path, Array.isArray(pointers) ? Number(key) : key]);
  }

  #expectPointer(pointer: string | undefined, path: DataPath): void {
    if (pointer !== undefined && !/^(?:\/(?:[^~]|~[01])*)?$/.test(pointer))
      this.#report(path, `is "${pointer}", which is no JSON Pointer: it begins with "/", or is empty`);
  }

  /** The names in `${...}`, wherever they stand in a part of the data; keys count as well. */
  #expectNames(part: unknown, path: DataPath, bound: readonly string[] = []): void {
    const known = [
      ...GLOBAL_NAMES,
      ...runNamesOf(this.#contract.platform),
      ...nameValues(this.#data.values).map(([name]) => name),
      ...this.#ids.secret.map(secretName),
      ...bound,
    ];
    for (const [at, text] of textsIn(part, path))
      for (const name of namesIn(text)) {
        if (known.includes(name) || isFreshName(name)) continue;
        const near = [...known, ...FRESH_FORMS.map((form) => `fresh.${form}`)];
        this.#report(at, `asks for \${${name}}, to which nothing is bound there`, name, near);
      }
  }

  #report(path: DataPath, message: string, wanted = '', ids: readonly string[] = []): void {
    const near = ids.length === 0 ? '' : `; near it: ${nearIds(wanted, ids).join(', ')}`;
    this.found.push({ path, message: `${message}${near}` });
  }
}

const NOUNS = {
  operation: 'operation',
  fixture: 'fixture',
  sender: 'sender',
  tier: 'tier',
  rule: 'rule',
  scheme: 'security scheme',
  secret: 'secret',
  value: 'value',
} as const;

const GLOBAL_NAMES: readonly string[] = [
  ...['org', 'otherOrg'].flatMap((org) => [`${org}.slug`, `${org}.id`]),
  ...['workspace', 'otherWorkspace', 'otherOrgWorkspace'].map((workspace) => `${workspace}.id`),
  ...UNKNOWN_FORMS.map((form) => `unknown.${form}`),
];

/** `fresh.slug`, or with one part more for a second value of that form: `fresh.slug.admin`. */
function isFreshName(name: string): boolean {
  return freshFormOf(name) !== undefined && /^\w+(?:\.\w+)?$/.test(labelOf(name));
}

function parameterNames(operation: Operation, place: 'path' | 'query'): readonly string[] {
  return operation.parameters.filter((parameter) => parameter.in === place).map(({ name }) => name);
}

function textsIn(part: unknown, path: DataPath): readonly (readonly [DataPath, string])[] {
  if (typeof part === 'string') return [[path, part]];
  if (Array.isArray(part)) return part.flatMap((item, index) => textsIn(item, [...path, index]));
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, member]) => [
    [[...path, name], name] as const,
    ...textsIn(member, [...path, name]),
  ]);
}
