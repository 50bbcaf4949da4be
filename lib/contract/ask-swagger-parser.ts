import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { JsonObject } from '../core/json.ts';

const LONGEST_MS = 15_000;
const SCRIPT = `
  const { parentPort, workerData } = require('node:worker_threads');
  const SwaggerParser = require(workerData.module);
  SwaggerParser.validate(workerData.document, { resolve: { external: false } }).then(
    () => parentPort.postMessage(''),
    (error) => parentPort.postMessage(String(error && error.message).slice(0, 2000) || 'no reason given'),
  );
`;

/** Its schema is an edition of 2021 with known faults; where the one of today is satisfied, that is overruled. */
const OVERRULED = /^Swagger schema validation failed/;

/**
 * What @apidevtools/swagger-parser has against a document, in a sentence, or undefined. It takes time that grows exponentially on
 * some documents, and changes what it is given: so it works on a copy, in a thread that is ended when it takes too long.
 */
export async function askSwaggerParser(
  document: JsonObject,
  longestMs: number = LONGEST_MS,
): Promise<string | undefined> {
  const module = createRequire(import.meta.url).resolve('@apidevtools/swagger-parser');
  const worker = new Worker(SCRIPT, {
    eval: true,
    execArgv: [],
    workerData: { module, document: withKnownVersion(document) },
  });
  const answer = await new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve(`took longer than ${longestMs} ms and was ended`), longestMs);
    const settle = (message: string): void => {
      clearTimeout(timer);
      resolve(message);
    };
    worker.once('message', settle);
    worker.once('error', (error) => settle(error instanceof Error ? error.message : String(error)));
    worker.once('exit', () => settle('ended without an answer'));
  });
  await worker.terminate();
  return answer === '' || OVERRULED.test(answer)
    ? undefined
    : `swagger-parser: ${answer.split('\n').slice(0, 3).join(' ').trim()}`;
}

/** It refuses patch versions of 3.1 that are younger than itself. */
function withKnownVersion(document: JsonObject): JsonObject {
  return { ...document, openapi: '3.1.0' };
}
