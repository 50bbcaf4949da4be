import metaSchema from 'ajv/dist/refs/json-schema-2020-12/schema.json' with { type: 'json' };
import applicator from 'ajv/dist/refs/json-schema-2020-12/meta/applicator.json' with { type: 'json' };
import content from 'ajv/dist/refs/json-schema-2020-12/meta/content.json' with { type: 'json' };
import core from 'ajv/dist/refs/json-schema-2020-12/meta/core.json' with { type: 'json' };
import formatAnnotation from 'ajv/dist/refs/json-schema-2020-12/meta/format-annotation.json' with { type: 'json' };
import metaData from 'ajv/dist/refs/json-schema-2020-12/meta/meta-data.json' with { type: 'json' };
import unevaluated from 'ajv/dist/refs/json-schema-2020-12/meta/unevaluated.json' with { type: 'json' };
import validation from 'ajv/dist/refs/json-schema-2020-12/meta/validation.json' with { type: 'json' };
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { walkDocument } from './walk-document.ts';

const META_SCHEMAS: ReadonlyMap<string, JsonObject> = new Map(
  [metaSchema, applicator, content, core, formatAnnotation, metaData, unevaluated, validation].map((each) => [
    each.$id,
    each as JsonObject,
  ]),
);

/** Whether a reference leads to the meta-schema of JSON Schema 2020-12, which needs no fetching. */
export function isMetaSchema(reference: string): boolean {
  return META_SCHEMAS.has(reference.split('#')[0] ?? '');
}

/** Puts the meta-schema of JSON Schema 2020-12 among the schemas of a document that refers to it by its address (core, section 8). */
export function addMetaSchemas(document: JsonObject): JsonObject {
  const isUsed = [...walkDocument(document)].some(
    ({ node: { $ref: reference } }) => typeof reference === 'string' && isMetaSchema(reference),
  );
  if (!isUsed) return document;
  const components = isJsonObject(document['components']) ? document['components'] : {};
  const own = isJsonObject(components['schemas']) ? components['schemas'] : {};
  const held = new Set(Object.values(own).map((schema) => (isJsonObject(schema) ? schema['$id'] : undefined)));
  const added = [...META_SCHEMAS].filter(([address]) => !held.has(address));
  const named: JsonObject = Object.fromEntries(
    added.map(([address, schema]) => [address.replace('https://', '').replaceAll('/', '.'), schema]),
  );
  return { ...document, components: { ...components, schemas: { ...own, ...named } } };
}
