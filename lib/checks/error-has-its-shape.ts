import { exactResponseFor, responseFor, type Contract, type Operation, type Pointer } from '../contract/contract.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { listWords } from '../core/text.ts';
import { isProxyPage, mediaTypeOf, type Answer } from '../exchange/exchange.ts';
import { isPage } from '../exchange/page.ts';
import type { Observation } from '../findings/finding.ts';
import type { Place } from '../findings/place.ts';
import { isAtOwnAddress, isJsonMediaType } from './answer-facts.ts';
import { type Check, judgeBy, PASSED, skip } from './check.ts';

/**
 * An error that the operation does not declare looks like those that are declared, where they all look alike (OpenAPI 3.1, response
 * object): clients have one branch for errors. Errors that are declared with their body have checks of their own.
 */
export const errorHasItsShape: Check = {
  id: 'error-has-its-shape',
  title: 'An error looks like all others of its service',
  clause: 'OpenAPI 3.1, response object: content',
  rules: ['body.error-shape'],
  judgesOutside: true,
  evaluate: ({ contract, operation, answer, step }) => {
    if (!isAtOwnAddress(operation, step.request)) return skip('the contract does not say how a router answers');
    // Beside the contract, as with a routing header that is wrong, what it declares for the status is judged by nothing else.
    if (step.outside !== true && responseFor(operation, answer.status) !== undefined)
      return skip('the status is declared');
    const found = otherErrorShape(contract, operation, answer);
    return found === undefined ? PASSED : judgeBy([found]);
  },
};

/** Observes an error that does not look like all others of the service; undefined for one that does, and where they do not look alike. */
export function otherErrorShape(contract: Contract, operation: Operation, answer: Answer): Observation | undefined {
  if (answer.status < 400 || isOfGateway(answer) || isDeclaredEmpty(operation, answer)) return undefined;
  const usual = usualErrorOf(contract, operation);
  const seen = usual && differenceFrom(contract, usual, answer);
  if (usual === undefined || seen === undefined) return undefined;
  const { schemaPointer, mediaType, required } = usual;
  const members = required.length === 0 ? '' : ` with ${quoteAll(required)}`;
  return {
    rule: 'body.error-shape',
    place: { kind: 'error-body', form: seen.form },
    clause: schemaPointer,
    expected: `${mediaType}${members}, like all other errors`,
    seen: `${answer.status} with ${seen.words}`,
  };
}

function quoteAll(names: readonly string[]): string {
  return listWords(names.map((name) => JSON.stringify(name)));
}

/** What a gateway answers in place of the service says nothing of the service (RFC 9110, sections 15.6.3 to 15.6.5). */
function isOfGateway(answer: Answer): boolean {
  return isProxyPage(answer) || (answer.status >= 502 && answer.status <= 504 && answer.body.kind !== 'json');
}

function isDeclaredEmpty(operation: Operation, { status, body }: Answer): boolean {
  return body.kind === 'empty' && exactResponseFor(operation, status)?.content.length === 0;
}

interface UsualError {
  readonly schemaPointer: Pointer;
  readonly mediaType: string;
  readonly required: readonly string[];
}

/** The share of the declared errors of a service from which on all others are expected to look like them. */
const NEARLY_ALL = 0.9;
const FEWEST_ERRORS = 3;

/** Finds the schema that nearly all declared errors of the service have; undefined where they differ. */
function usualErrorOf(contract: Contract, { service }: Operation): UsualError | undefined {
  const known = usualErrors.get(contract) ?? new Map<string, UsualError | undefined>();
  usualErrors.set(contract, known);
  if (!known.has(service)) known.set(service, findUsualError(contract, service));
  return known.get(service);
}

const usualErrors = new WeakMap<Contract, Map<string, UsualError | undefined>>();

function findUsualError(contract: Contract, service: Operation['service']): UsualError | undefined {
  const contents = contract.operations
    .filter((operation) => operation.service === service)
    .flatMap(({ responses }) => responses)
    .filter(({ status }) => /^[45]/.test(status))
    .flatMap(({ content }) => content);
  const counts = new Map<string, number>();
  for (const { schemaPointer } of contents) {
    const schema = schemaPointer === undefined ? undefined : contract.resolve(schemaPointer)?.pointer;
    if (schema !== undefined) counts.set(schema, (counts.get(schema) ?? 0) + 1);
  }
  const [schemaPointer, count] = [...counts].sort(([, left], [, right]) => right - left)[0] ?? ['', 0];
  if (count < FEWEST_ERRORS || count < contents.length * NEARLY_ALL) return undefined;
  const usual = contents.find((content) => contract.resolve(content.schemaPointer ?? '')?.pointer === schemaPointer);
  return {
    schemaPointer,
    mediaType: usual?.mediaType ?? '',
    required: requiredOf(contract.resolve(schemaPointer)?.value),
  };
}

function requiredOf(schema: JsonValue | undefined): readonly string[] {
  const required = isJsonObject(schema) ? schema['required'] : undefined;
  return Array.isArray(required) ? required.filter((name): name is string => typeof name === 'string') : [];
}

interface Difference {
  readonly form: Extract<Place, { readonly kind: 'error-body' }>['form'];
  readonly words: string;
}

function differenceFrom(
  contract: Contract,
  { schemaPointer, mediaType, required }: UsualError,
  answer: Answer,
): Difference | undefined {
  const { body } = answer;
  if (body.kind === 'empty') return { form: 'none', words: 'no body' };
  if (isPage(answer)) return { form: 'page', words: 'a page of HTML' };
  const seen = mediaTypeOf(answer.headers);
  const isUsualType = seen === mediaType || (isJsonMediaType(mediaType) && seen !== undefined && isJsonMediaType(seen));
  if (!isUsualType) return { form: 'other-type', words: seen ?? 'no media type' };
  if (body.kind !== 'json') return { form: 'other-type', words: 'text that is not JSON' };
  const { value } = body;
  if (contract.judge(schemaPointer, value).kind !== 'invalid') return undefined;
  const missing = required.filter((name) => !isJsonObject(value) || !Object.hasOwn(value, name));
  return { form: 'other-members', words: missing.length === 0 ? 'other members' : `no ${quoteAll(missing)}` };
}
