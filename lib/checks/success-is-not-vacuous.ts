import { declaredMembers } from '../contract/declared-members.ts';
import { isJsonObject } from '../core/json.ts';
import type { Observation } from '../findings/finding.ts';
import { isPage } from '../exchange/page.ts';
import { isSuccess } from '../exchange/status.ts';
import { declaredContent, declaredResponse } from './answer-facts.ts';
import { judgeBy, skip, type Check, type CheckContext } from './check.ts';

/** A success says something: not an empty body, `{}` or a page where the contract names members, and not that it failed. */
export const successIsNotVacuous: Check = {
  id: 'success-is-not-vacuous',
  title: 'A success is one',
  clause: 'OpenAPI 3.1, response object; the members that the contract names',
  rules: ['status.error-in-2xx', 'success.says-failed', 'success.vacuous'],
  evaluate: (context) => {
    const response = declaredResponse(context);
    if (!isSuccess(context.answer.status) || response === undefined || response.content.length === 0)
      return skip('no success with a body');
    return judgeBy(
      [...vacuous(context), ...saysFailed(context)].map((found): Observation => ({
        clause: response.pointer,
        place: { kind: 'body', status: context.answer.status },
        ...found,
      })),
    );
  },
};

type Found = Pick<Observation, 'rule' | 'expected' | 'seen'>;

function vacuous(context: CheckContext): readonly Found[] {
  const { answer, contract } = context;
  if (answer.body.kind !== 'empty' && isPage(answer))
    return [{ rule: 'success.vacuous', expected: 'an answer of the API', seen: 'a page of HTML' }];
  const pointer = (declaredContent(context) ?? declaredResponse(context)?.content[0])?.schemaPointer;
  if (pointer === undefined) return [];
  const members = declaredMembers(contract, pointer).members;
  const isEmptyObject =
    answer.body.kind === 'json' && isJsonObject(answer.body.value) && Object.keys(answer.body.value).length === 0;
  return isEmptyObject && members.length > 0
    ? [{ rule: 'success.vacuous', expected: `members such as ${members.slice(0, 3).join(', ')}`, seen: '{}' }]
    : [];
}

function saysFailed(context: CheckContext): readonly Found[] {
  const { answer, contract, operation } = context;
  if (answer.body.kind !== 'json' || !isJsonObject(answer.body.value)) return [];
  const body = answer.body.value;
  const pointer = declaredContent(context)?.schemaPointer;
  const enums = pointer === undefined ? [] : declaredMembers(contract, pointer).enums;
  if (typeof body['error'] === 'string' && body['error'] !== '')
    return [{ rule: 'status.error-in-2xx', expected: 'the body of a success', seen: 'the body of an error' }];
  for (const name of ['ok', 'success']) {
    if (body[name] === false)
      return [{ rule: 'success.says-failed', expected: 'a success that is one', seen: `${name}: false` }];
  }
  const status = body['status'];
  // A read shows the state of a thing, and that may be `failed`.
  if (operation.method === 'GET' && status === 'failed') return [];
  const isDeclared = enums.some(({ place, values }) => place === '/status' && values.includes(status ?? null));
  const isFailure = typeof status === 'string' && /^(failed|failure|error)$/i.test(status) && !isDeclared;
  return isFailure
    ? [{ rule: 'success.says-failed', expected: 'a success that is one', seen: `status: ${status}` }]
    : [];
}
