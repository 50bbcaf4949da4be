import { responseFor, type Contract, type MediaContent, type Operation, type Pointer } from '../contract/contract.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';
import { pluralise } from '../core/text.ts';
import { headerOf, mediaTypeOf, type Answer } from '../exchange/exchange.ts';
import type { Finding } from '../findings/finding.ts';
import { createActionWriter, type Edit } from './edit.ts';
import { inferSchema } from './infer-schema.ts';
import { brokenKeyword, editOf, UNRECORDED } from './propose-body.ts';
import type { BrokenKeyword } from './widen-schema.ts';

/**
 * Declares the statuses that were answered. Where a success is answered with another status and the declared one was never
 * seen, a second edit puts the one in the place of the other: a contract that has both still expects the first.
 */
export function proposeForStatus(
  contract: Contract,
  finding: Finding,
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
    first !== undefined &&
    statuses.some((status) => status < 300) &&
    !all.some(({ status }) => String(status) === first.status);
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

/** Redirects lead away from the API, and a fault of the service is no part of a contract. */
function isDeclarable(status: number): boolean {
  return status >= 200 && status < 500 && !(status >= 300 && status < 400);
}

/** A response as one of the same kind has it, if the bodies fit there; else described from the bodies. */
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

/** The schema of a sibling that all bodies satisfy, or one that says what they look like. */
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

/** Declares the media types that were answered, with the schema of those that are declared where the bodies fit it. */
export function proposeForMediaType(
  contract: Contract,
  finding: Finding,
  answers: readonly Answer[],
): Result<readonly Edit[]> {
  const operation = contract.operation(finding.operationId);
  const status = Number(/ of (\d+)$/.exec(finding.place)?.[1]);
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

/** No longer requires a header, or widens its schema. */
export function proposeForHeader(
  contract: Contract,
  finding: Finding,
  answers: readonly Answer[],
): Result<readonly Edit[]> {
  const operation = contract.operation(finding.operationId);
  const [, name, status] = /^header (.+) of (\d+)$/.exec(finding.place) ?? [];
  const declared = operation === undefined ? undefined : responseFor(operation, Number(status));
  const header = declared?.headers.find((each) => each.name.toLowerCase() === name);
  if (header === undefined || name === undefined) return err(UNRECORDED);
  const where = `${finding.method} ${finding.path}, ${finding.place}`;
  if (finding.rule === 'header.missing') {
    const isOwn = isJsonObject(valueAtPointer(contract.document, header.pointer));
    if (!isOwn) return err(UNRECORDED);
    const actions = [createActionWriter(contract).remove(`${header.pointer}/required`)];
    return ok([{ title: `${where}: no longer require it`, actions, touches: [header.pointer] }]);
  }
  return editOf(
    contract,
    brokenByHeader(contract, header.schemaPointer, { name, status: Number(status), answers }),
    where,
  );
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
