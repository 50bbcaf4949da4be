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

/** Lists the problems of a JUnit report by the schema in tests/reporters. */
export async function problemsOfJunit(xml: string): Promise<readonly string[]> {
  const schema = {
    fileName: 'junit.xsd',
    contents: readFileSync(join(ROOT, 'tests', 'reporters', 'junit.xsd'), 'utf8'),
  };
  const result = await validateXML({ xml: [{ fileName: 'junit.xml', contents: xml }], schema: [schema] });
  return result.errors.map((error) => error.message);
}

/** Lists the problems of `run.json` by the schema beside the contract. */
export function problemsOfRunJson(text: string): readonly string[] {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats(ajv);
  return listViolations(ajv.compile(readJson(join(ROOT, 'spec', 'run-record.schema.json'))), text);
}

/** Lists the problems of a SARIF log by the published schema of 2.1.0. */
export function problemsOfSarif(text: string): readonly string[] {
  const schema = readJson(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));
  // The schema is written in draft 4, which names itself by `id`, and one of its patterns is none with the flag `u`.
  const readable = Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema' && name !== 'id'));
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats(ajv);
  return listViolations(ajv.compile(readable), text);
}

function listViolations(validate: ValidateFunction, text: string): readonly string[] {
  validate(JSON.parse(text));
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}

function readJson(file: string): Record<string, unknown> {
  // Every file that is read here holds a schema, which is an object.
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

/** Lists the problems of an HTTP archive by the published schema of HAR 1.2. */
export function problemsOfHar(text: string): readonly string[] {
  const folder = join(dirname(require.resolve('har-schema/package.json')), 'lib');
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats(ajv);
  ajv.addMetaSchema(readJson(require.resolve('ajv/dist/refs/json-schema-draft-06.json')));
  const schemas = readdirSync(folder).filter((name) => name.endsWith('.json'));
  for (const name of schemas) ajv.addSchema(readJson(join(folder, name)), name);
  const validate = ajv.compile({ $ref: 'har.json' });
  return listViolations(validate, text);
}

/** Parses a table in which every cell is quoted (RFC 4180, section 2); throws on anything else. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let rest = text;
  while (rest !== '') {
    const match = /^"((?:[^"]|"")*)"(,|\r\n)/.exec(rest);
    if (match === null) throw new Error(`no cell begins at ${JSON.stringify(rest.slice(0, 40))}`);
    const [whole, cell = '', end] = match;
    rows.at(-1)?.push(cell.replaceAll('""', '"'));
    rest = rest.slice(whole.length);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}
