import { type Contract, type MediaContent, type Operation, type Pointer, responseFor } from '../contract/contract.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';
import { pluralise } from '../core/text.ts';
import { type Answer, headerOf, mediaTypeOf } from '../exchange/exchange.ts';
import type { Occurrence } from '../findings/finding.ts';
import { createActionWriter, type Edit } from './edit.ts';
import { type BrokenKeyword, inferSchema } from './widen-schema.ts';
import { brokenKeyword, describePlace, editOf, UNRECORDED } from './propose-body.ts';
import { isClientError, isSuccess } from '../exchange/status.ts';

/**
 * Proposes to declare the statuses that were answered. If a success has another status and the declared one was never seen, a
 * second edit replaces the declared one: a contract that has both still expects the first.
 */
export function proposeForStatus(
  contract: Contract,
  finding: Occurrence,
  { answers, all }: { readonly answers: readonly Answer[]; readonly all: readonly Answer[] },
): Result<readonly Edit[]> {
  const operation = contract.operation(finding.operationId);
  if (operation === undefined) return err(UNRECORDED);
  const undeclared = answers.filter(
    ({ status }) => isDeclarable(status) && [undefined, 'default'].includes(responseFor(operation, status)?.status),
  );
  const statuses = [...new Set(undeclared.map(({ status }) => status))].sort();
  if (statuses.length === 0) return err(UNRECORDED);
  const responses = Object.fromEntries(
    statuses.map((status) => [
      String(status),
      responseLike(
        contract,
        operation,
        status,
        undeclared.filter((answer) => answer.status === status),
      ),
    ]),
  );
  const place = `${operation.pointer}/responses`;
  const write = createActionWriter(contract);
  const words = `the ${pluralise(statuses.length, 'status', 'statuses')} ${statuses.join(', ')}`;
  const title = `${finding.method} ${finding.path}: declare ${words}`;
  const declare: Edit = { title, actions: [write.merge(place, responses)], touches: [place] };
  const first = operation.responses.find(({ status }) => /^2\d\d$/.test(status));
  const isSuperseded =
    first !== undefined && statuses.some(isSuccess) && !all.some(({ status }) => String(status) === first.status);
  if (!isSuperseded) return ok([declare]);
  return ok([
    declare,
    {
      title: `${title} in place of ${first.status}, which was never answered`,
      actions: [write.remove(`${place}/${first.status}`), ...declare.actions],
      touches: [place],
    },
  ]);
}

/** False for redirects, which lead away from the API, and for faults of the service. */
function isDeclarable(status: number): boolean {
  return isSuccess(status) || isClientError(status);
}

/** Describes a response with the schema of one of the same kind, if the bodies fit it; else from the bodies. */
function responseLike(
  contract: Contract,
  operation: Operation,
  status: number,
  answers: readonly Answer[],
): JsonObject {
  const description = 'Answered by the deployment; nobody has described it yet.';
  const withBody = answers.filter(({ body }) => body.kind !== 'empty');
  if (withBody.length === 0) return { description };
  const mediaTypes = [
    ...new Set(withBody.map(({ headers }) => mediaTypeOf(headers) ?? 'application/octet-stream')),
  ].sort();
  const siblings = operation.responses
    .filter((response) => response.status.charAt(0) === String(status).charAt(0) || response.status === 'default')
    .flatMap(({ content }) => content);
  return {
    description,
    content: Object.fromEntries(
      mediaTypes.map((mediaType) => [
        mediaType,
        {
          schema: schemaFor(
            contract,
            siblings,
            withBody.filter(({ headers }) => mediaTypeOf(headers) === mediaType),
          ),
        },
      ]),
    ),
  };
}

/** Takes the schema of a sibling that all bodies satisfy, or infers one from them. */
function schemaFor(contract: Contract, siblings: readonly MediaContent[], answers: readonly Answer[]): JsonValue {
  const bodies = answers.flatMap(({ body }) => (body.kind === 'json' ? [body.value] : []));
  if (bodies.length < answers.length) return { type: 'string' };
  const fitting = siblings.find(
    ({ schemaPointer }) =>
      schemaPointer !== undefined && bodies.every((body) => contract.judge(schemaPointer, body).kind === 'valid'),
  );
  const schema =
    fitting?.schemaPointer === undefined ? undefined : valueAtPointer(contract.document, fitting.schemaPointer);
  return schema ?? inferSchema(bodies);
}

/** Proposes to declare the media types that were answered, with a declared schema if the bodies fit it. */
export function proposeForMediaType(
  contract: Contract,
  finding: Occurrence,
  answers: readonly Answer[],
): Result<readonly Edit[]> {
  const operation = contract.operation(finding.operationId);
  if (finding.place.kind !== 'media-type') return err(UNRECORDED);
  const { status } = finding.place;
  const seen = answers.filter((answer) => answer.status === status && answer.body.kind !== 'empty');
  const response = operation === undefined ? undefined : responseFor(operation, status);
  const place = response === undefined ? undefined : contract.resolve(response.pointer)?.pointer;
  if (response === undefined || place === undefined || seen.length === 0) return err(UNRECORDED);
  const mediaTypes = [...new Set(seen.flatMap(({ headers }) => mediaTypeOf(headers) ?? []))]
    .filter((mediaType) => response.content.every((content) => content.mediaType !== mediaType))
    .sort();
  const content = Object.fromEntries(
    mediaTypes.map((mediaType) => [
      mediaType,
      {
        schema: schemaFor(
          contract,
          response.content,
          seen.filter(({ headers }) => mediaTypeOf(headers) === mediaType),
        ),
      },
    ]),
  );
  return ok([
    {
      title: `${finding.method} ${finding.path}: declare the media type ${mediaTypes.join(', ')} of ${status}`,
      actions: [createActionWriter(contract).merge(place, { content })],
      touches: [place],
    },
  ]);
}

/** Proposes to no longer require a header, or to widen its schema. */
export function proposeForHeader(
  contract: Contract,
  finding: Occurrence,
  answers: readonly Answer[],
): Result<readonly Edit[]> {
  const operation = contract.operation(finding.operationId);
  if (operation === undefined || finding.place.kind !== 'header') return err(UNRECORDED);
  const { name, status } = finding.place;
  const declared = status === undefined ? undefined : responseFor(operation, status);
  const header = declared?.headers.find((each) => each.name.toLowerCase() === name);
  if (header === undefined || status === undefined) return err(UNRECORDED);
  const where = describePlace(finding);
  if (finding.rule === 'header.missing') {
    const isOwn = isJsonObject(valueAtPointer(contract.document, header.pointer));
    if (!isOwn) return err(UNRECORDED);
    const actions = [createActionWriter(contract).remove(`${header.pointer}/required`)];
    return ok([{ title: `${where}: no longer require it`, actions, touches: [header.pointer] }]);
  }
  return editOf(contract, brokenByHeader(contract, header.schemaPointer, { name, status, answers }), where);
}

function brokenByHeader(
  contract: Contract,
  schemaPointer: Pointer | undefined,
  { name, status, answers }: { readonly name: string; readonly status: number; readonly answers: readonly Answer[] },
): readonly BrokenKeyword[] {
  const texts = answers
    .filter((answer) => answer.status === status)
    .flatMap(({ headers }) => headerOf(headers, name) ?? []);
  return [...new Set(texts)].flatMap((text) => {
    const verdict = schemaPointer === undefined ? undefined : contract.judge(schemaPointer, text);
    if (verdict?.kind !== 'invalid') return [];
    return verdict.violations.map((violation) => ({ ...brokenKeyword(violation), values: [text] }));
  });
}
