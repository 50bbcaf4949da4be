import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { JsonObject } from '../core/json.ts';

const LONGEST_MS = 5_000;
const SCRIPT = `
  const { parentPort, workerData } = require('node:worker_threads');
  const SwaggerParser = require(workerData.module);
  SwaggerParser.validate(workerData.document, { resolve: { external: false } }).then(
    () => parentPort.postMessage(''),
    (error) => parentPort.postMessage(String(error && error.message).slice(0, 2000) || 'no reason given'),
  );
`;

/** Ignored, because its schema is an edition of 2021 with known faults, and we validate by the current one. */
const OVERRULED = /^Swagger schema validation failed/;

/**
 * Returns the complaint of @apidevtools/swagger-parser about a document in a sentence, or undefined. It changes its input and takes
 * exponential time on some documents, so it gets a copy in a thread that is terminated when it takes too long.
 */
export async function askSwaggerParser(
  document: JsonObject,
  longestMs: number = LONGEST_MS,
): Promise<string | undefined> {
  const module = createRequire(import.meta.url).resolve('@apidevtools/swagger-parser');
  const worker = new Worker(SCRIPT, {
    eval: true,
    execArgv: [],
    // It refuses patch versions of OpenAPI 3.1 that are newer than itself.
    workerData: { module, document: { ...document, openapi: '3.1.0' } },
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
