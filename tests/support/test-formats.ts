import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { validateXML } from 'xmllint-wasm';

const ROOT = join(import.meta.dirname, '..', '..');
const addFormats = addFormatsModule.default;
const require = createRequire(import.meta.url);

/** What is wrong with a JUnit report, by the schema in tests/reporters. */
export async function problemsOfJunit(xml: string): Promise<readonly string[]> {
  const schema = {
    fileName: 'junit.xsd',
    contents: readFileSync(join(ROOT, 'tests', 'reporters', 'junit.xsd'), 'utf8'),
  };
  const result = await validateXML({ xml: [{ fileName: 'junit.xml', contents: xml }], schema: [schema] });
  return result.errors.map((error) => error.message);
}

/** What is wrong with `run.json`, by the schema beside the contract. */
export function problemsOfRunJson(text: string): readonly string[] {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats(ajv);
  return problemsOf(ajv.compile(readJson(join(ROOT, 'spec', 'run-record.schema.json'))), text);
}

/** What is wrong with a SARIF log, by the schema of 2.1.0 as it is published. */
export function problemsOfSarif(text: string): readonly string[] {
  const schema = readJson(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));
  // The schema is written in draft 4, which names itself by `id`, and one of its patterns is none with the flag `u`.
  const readable = Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema' && name !== 'id'));
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats(ajv);
  return problemsOf(ajv.compile(readable), text);
}

function problemsOf(validate: ValidateFunction, text: string): readonly string[] {
  validate(JSON.parse(text));
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}

function readJson(file: string): Record<string, unknown> {
  // Both files hold schemas, which are objects.
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

/** What is wrong with an HTTP archive, by the schema of HAR 1.2 as it is published. */
export function problemsOfHar(text: string): readonly string[] {
  const folder = join(dirname(require.resolve('har-schema/package.json')), 'lib');
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats(ajv);
  ajv.addMetaSchema(readJson(require.resolve('ajv/dist/refs/json-schema-draft-06.json')));
  const schemas = readdirSync(folder).filter((name) => name.endsWith('.json'));
  for (const name of schemas) ajv.addSchema(readJson(join(folder, name)), name);
  const validate = ajv.compile({ $ref: 'har.json' });
  return problemsOf(validate, text);
}
