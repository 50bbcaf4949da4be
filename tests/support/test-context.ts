import type { Case, Expectation, Step } from '../../lib/cases/case.ts';
import type { Contract } from '../../lib/contract/contract.ts';
import { readDocument } from './test-contract.ts';
import type { JsonValue } from '../../lib/core/json.ts';
import type { Answer, HeaderLine } from '../../lib/exchange/exchange.ts';
import type { CheckContext } from '../../lib/checks/check.ts';
import { readStepAccess } from '../../lib/access/compare-callers.ts';
import type { Comparison } from '../../lib/access/read-access.ts';
import { defined } from '../../lib/core/defined.ts';

const json = (schema: string): object => ({
  'application/json': { schema: { $ref: `#/components/schemas/${schema}` } },
});
const error = { description: 'An error.', content: json('Error') };

/** For tests: a widget that is read with a session or a key, one that everybody reads, and one that is made. */
const CONTRACT: Contract = await readDocument({
  openapi: '3.1.0',
  info: { title: 'Widgets', version: '1' },
  paths: {
    '/widgets/{id}': {
      get: {
        operationId: 'readWidget',
        security: [{ workosSession: [] }, { orgApiKey: [] }],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          200: {
            description: 'The widget.',
            headers: {
              'X-Count': { required: true, schema: { type: 'integer' } },
              'X-Note': { schema: { enum: ['a'] } },
            },
            content: json('Widget'),
          },
          202: { description: 'Not yet.' },
          204: { description: 'Nothing.' },
          401: error,
          403: error,
          404: error,
        },
      },
    },
    '/open': {
      get: {
        operationId: 'readOpen',
        responses: { 200: { description: 'It.', content: json('Any') }, default: error },
      },
    },
  },
  components: {
    schemas: {
      Widget: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'string', minLength: 1 },
          status: { enum: ['active', 'failed'] },
          made: { type: 'string', format: 'date-time' },
          parts: { type: 'array', items: { properties: { size: { type: 'integer' } } } },
          token: { type: 'string' },
        },
      },
      Any: { type: 'object' },
      Error: { type: 'object', required: ['error'], properties: { error: { type: 'string' } } },
    },
    securitySchemes: {
      workosSession: { type: 'apiKey', in: 'cookie', name: 'session' },
      orgApiKey: { type: 'http', scheme: 'bearer' },
    },
  },
});

/** For tests: where the operation `readWidget` stands, and the schema of its success. */
export const OPERATION = '/paths/~1widgets~1{id}/get';
export const SUCCESS_SCHEMA = `${OPERATION}/responses/200/content/application~1json/schema`;

/** For tests: an answer; a text has the type `text/plain`, anything else is JSON, and no body at all is none. */
export function testAnswer(status: number, body?: JsonValue, headers: readonly HeaderLine[] = []): Answer {
  if (body === undefined) return { kind: 'answered', status, headers, body: { kind: 'empty' } };
  const isText = typeof body === 'string';
  const type: HeaderLine = ['Content-Type', isText ? 'text/plain' : 'application/json'];
  return {
    kind: 'answered',
    status,
    // The first of a name is the one that counts.
    headers: [...headers, type],
    body: isText ? { kind: 'text', text: body } : { kind: 'json', text: JSON.stringify(body), value: body },
  };
}

/** The answers of others to the same request. */
export interface OtherAnswers {
  readonly nobody?: Answer;
  readonly madeUp?: Answer;
  readonly rightful?: Answer;
  readonly nobodyHere?: Answer;
  readonly meantErrors?: readonly number[];
}

/** Gives each answer the case that got it. */
export function comparisonOf({ meantErrors, ...answers }: OtherAnswers): Comparison {
  return {
    ...Object.fromEntries(
      Object.entries(answers).map(([who, answer]) => [who, { caseId: `case of ${who}`, answer }] as const),
    ),
    ...defined({ meantErrors }),
  };
}

interface ContextChanges extends Partial<
  Omit<CheckContext, 'operation' | 'step' | 'testCase' | 'compared' | 'access'>
> {
  readonly operationId?: string;
  readonly expectation?: Expectation;
  readonly step?: Partial<Step>;
  readonly testCase?: Partial<Case>;
  readonly others?: OtherAnswers;
}

/** For tests: what a check is given about one answer; unless changed, the probe of a documented success of `readWidget`. */
export function testContext(answer: Answer, changes: ContextChanges = {}): CheckContext {
  const {
    operationId = 'readWidget',
    expectation,
    step: stepChanges,
    testCase: caseChanges,
    others = {},
    ...rest
  } = changes;
  const operation = CONTRACT.operation(operationId);
  if (operation === undefined) throw new Error(`there is no operation ${operationId}`);
  const { service, method, path, pointer } = operation;
  const step: Step = {
    purpose: 'probe',
    title: 'the probe',
    tier: 'org-key',
    request: { operationId, service, method, path, query: [], headers: [] },
    expectation: expectation ?? { kind: 'success', statuses: [200] },
    binds: {},
    sees: [],
    planned: true,
    settles: [],
    ...stepChanges,
  };
  const exchange = { requestId: 'r1', startedAtMs: 0, durationMs: 1, outcome: answer };
  const testCase: Case = {
    id: `${operationId}/conformance/minimal`,
    operationId,
    family: 'conformance',
    variant: 'minimal',
    title: 'answers',
    tier: step.tier,
    clause: pointer,
    effect: 'reads',
    reach: 'none',
    steps: [step],
    ...caseChanges,
  };
  const compared = comparisonOf(others);
  return {
    contract: CONTRACT,
    operation,
    testCase,
    step,
    exchange: { ...exchange, request: { method, url: `http://localhost${path.replace('{id}', 'w1')}`, headers: [] } },
    answer,
    compared,
    access: readStepAccess({ operation, testCase, step, answer, compared, ...defined({ control: rest.control }) }),
    mayReturn: [],
    sentSecrets: [],
    ...rest,
  };
}

/** For tests: that a credential has to be refused. */
export const REFUSED = {
  kind: 'refused',
  statuses: [401],
  rule: 'auth.wrong-tier-accepted',
  attack: 'somebody reads widgets',
} as const satisfies Expectation;
