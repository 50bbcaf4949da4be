import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseHar } from '../../lib/exchange/parse-har.ts';
import { createRedactor } from '../../lib/exchange/redaction.ts';
import { printPlace } from '../../lib/findings/place.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { filesFor, readInputs } from '../../lib/setup/read-inputs.ts';
import { checkTraffic } from '../../lib/traffic/check-traffic.ts';
import type { ApiBase } from '../../lib/traffic/match-operation.ts';
import { writeFiles } from './test-contract.ts';
import { testRun } from './test-record.ts';
import { archiveOf, type TestCall } from './test-traffic.ts';

/** For tests: the address of a service that answers by a contract of the test's own. */
export const WIDGETS = 'https://widgets.example';

/** For tests: recorded answers, held against a contract of the test's own that is read as `conform check --spec` reads it. */
export async function checkAnswers(
  contract: string | object,
  calls: readonly TestCall[],
  files: Readonly<Record<string, string | object>> = {},
  bases: readonly ApiBase[] = [],
): Promise<RunRecord> {
  const folder = writeFiles({ 'contract.yaml': contract, ...files });
  try {
    const inputs = await readInputs(filesFor({ spec: join(folder, 'contract.yaml') }), true);
    const traffic = parseHar(archiveOf(calls));
    if (!traffic.ok) throw new Error(traffic.error.join('\n'));
    const { record } = await checkTraffic({
      inputs,
      traffic: traffic.value,
      bases,
      redactor: createRedactor(),
      maxBodyBytes: 10_000_000,
      isStripped: false,
      run: testRun(),
    });
    return record;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** For tests: `rule operation place` of each finding, and the reason of each gap of an answer, sorted. */
export function summariseRecord({ findings, gaps }: RunRecord): readonly string[] {
  return [
    ...findings.map(({ rule, operationId, place }) => `${rule} ${operationId} ${printPlace(place)}`),
    ...gaps.flatMap(({ caseId, reason }) => (caseId === undefined ? [] : [reason])),
  ].sort();
}

/** For tests: what is said of JSON bodies that `GET /answer` gives under a schema. */
export async function checkBodies(schema: unknown, texts: readonly string[], schemas = {}): Promise<readonly string[]> {
  const content = { 'application/json': { schema } };
  const contract = {
    openapi: '3.1.0',
    info: { title: 'Answers', version: '1' },
    paths: { '/answer': { get: { operationId: 'readAnswer', responses: { 200: { description: 'It.', content } } } } },
    components: { schemas },
  };
  const calls = texts.map((text) => ({
    url: `${WIDGETS}/answer`,
    content: { size: Buffer.byteLength(text), mimeType: 'application/json', text },
  }));
  return summariseRecord(await checkAnswers(contract, calls));
}
