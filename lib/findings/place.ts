import { z } from 'zod';
import { listWords } from '../core/text.ts';
import type { ReadonlyDeep } from '../core/readonly-deep.ts';
import { RULE_IDS } from '../rules/rules.ts';
import { escapeUnprintable, namesByValue } from './normalise-text.ts';

/** The shape of a rule's id. */
export const ruleId = z
  .enum(RULE_IDS)
  .meta({ id: 'RuleId', description: 'Id of a rule; `conform explain <id>` says what it means.' });

const status = z.int();

/** Members that places of every kind may have. */
const shared = {
  /** The operation whose answer shows it, if the finding is about the effect of another one. */
  seenIn: z.string().optional(),
  /** The rule that the first answer broke and the second did not, if that is the finding. */
  flaky: ruleId.optional(),
};

/** The shape of a place, as a run writes it down. */
export const placeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('status'),
      status: status.optional(),
      isElsewhere: z.literal(true).optional().describe('A redirect to another address.'),
      ...shared,
    }),
    z
      .strictObject({
        kind: z.literal('status-of-case'),
        variant: z.string(),
        due: z.array(status).optional().describe('Where an effect is looked at: what is due afterwards.'),
        ...shared,
      })
      .describe('The status that one way to send the request calls for.'),
    z.strictObject({ kind: z.literal('refusal'), status, ...shared }).describe('Media type and body of a refusal.'),
    z.strictObject({ kind: z.literal('status-of-refusal'), ...shared }),
    z
      .strictObject({
        kind: z.literal('access'),
        variant: z.string().optional().describe('How the request was wrong; absent in the plain cells of the matrix.'),
        ...shared,
      })
      .describe('Whether a caller got in.'),
    z.strictObject({
      kind: z.literal('header'),
      name: z.string().describe('Lower case.'),
      status: status.optional(),
      ...shared,
    }),
    z.strictObject({ kind: z.literal('media-type'), status, ...shared }),
    z.strictObject({
      kind: z.literal('body'),
      status: status.optional(),
      pointer: z
        .string()
        .optional()
        .describe('A JSON Pointer, with `*` for array indexes and keys of maps; absent for the body as a whole.'),
      sentAs: z.string().optional().describe('The member that is sent in place of the one at the pointer.'),
      ...shared,
    }),
    z
      .strictObject({
        kind: z.literal('demand'),
        part: z.enum(['body', 'header', 'query']),
        name: z.string().optional().describe('Of the header, lower case, or of the query parameter.'),
        ...shared,
      })
      .describe('A part of the request that the contract does not name.'),
    z
      .strictObject({
        kind: z.literal('error-body'),
        form: z.enum(['none', 'page', 'other-type', 'other-members']),
        ...shared,
      })
      .describe('The body of errors that look like none that is declared, whatever their status.'),
    z.strictObject({ kind: z.literal('method'), method: z.string(), ...shared }),
    z.strictObject({ kind: z.literal('mirror'), part: z.enum(['answer', 'headers']), ...shared }),
    z.strictObject({ kind: z.literal('response'), ...shared }).describe('There is no whole answer.'),
    z.strictObject({ kind: z.literal('latency'), ...shared }),
    z.strictObject({ kind: z.literal('path'), ...shared }).describe('The path is not in the contract.'),
  ])
  .meta({
    id: 'Place',
    description:
      'Where in an exchange a finding is. `seenIn` names the operation whose answer shows it, where it is about the effect of another one; `flaky` the rule that was broken once, and not the second time.',
  });

/** The part of an exchange that a finding is about. Part of its identity: values that vary between runs never stand in it. */
export type Place = ReadonlyDeep<z.infer<typeof placeSchema>>;

/**
 * Prints a place in words, such as `header www-authenticate of 401`. Fingerprints are made of them, so another wording would
 * make every finding a new one.
 */
export function printPlace(place: Place): string {
  const before = place.flaky === undefined ? '' : `${place.flaky} at `;
  return `${before}${printKind(place)}${place.seenIn === undefined ? '' : `, seen in ${place.seenIn}`}`;
}

function printKind(place: Place): string {
  switch (place.kind) {
    case 'status':
      return join('status', place.status, place.isElsewhere === true ? 'to another address' : undefined);
    case 'status-of-case':
      return place.due === undefined
        ? `status of ${place.variant}`
        : `status after ${place.variant}, ${listWords(place.due)} due`;
    case 'refusal':
      return `refusal ${place.status}`;
    case 'status-of-refusal':
      return 'status of a refusal';
    case 'access':
      return place.variant === undefined ? 'access' : `access, ${place.variant}`;
    case 'header':
      return join('header', place.name, place.status === undefined ? undefined : `of ${place.status}`);
    case 'media-type':
      return `media type of ${place.status}`;
    case 'body':
      return join(
        'body',
        place.status,
        place.pointer === '' ? '/' : place.pointer,
        place.sentAs === undefined ? undefined : `sent as ${place.sentAs}`,
      );
    case 'demand':
      return join('demand of', place.part, place.name);
    case 'error-body':
      return `error body, ${place.form.replace('-', ' ')}`;
    case 'method':
      return `method ${place.method}`;
    case 'mirror':
      return `${place.part} of the mirror`;
    case 'response':
    case 'latency':
    case 'path':
      return place.kind;
  }
}

function join(...words: readonly (string | number | undefined)[]): string {
  return words.filter((word) => word !== undefined).join(' ');
}

/**
 * Replaces what varies between runs: a member that is called like a value of the run becomes the name of that
 * value, as in `/<org.slug>/tier`. Unprintable characters are escaped.
 */
export function normalisePlace(place: Place, bound: ReadonlyMap<string, string>): Place {
  if (place.kind === 'header') return { ...place, name: escapeUnprintable(place.name) };
  if (place.kind !== 'body' || place.pointer === undefined) return place;
  const names = namesByValue(bound);
  const pointer = place.pointer.replace(/(?<=\/)[^\s/]+/g, (member) => {
    const name = names.get(member);
    return name === undefined ? member : `<${name}>`;
  });
  return { ...place, pointer: escapeUnprintable(pointer) };
}
