import { defined } from '../core/defined.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import type {
  MediaContent,
  Operation,
  Parameter,
  PlatformFacts,
  Pointer,
  Resolve,
  ResponseHeaderSpec,
  ResponseSpec,
  SecurityAlternative,
  SecurityScheme,
} from './contract.ts';
import { readServers } from './servers.ts';

/** The members of a path item that are operations (OpenAPI 3.1, section 4.8.9). */
export const METHODS: readonly string[] = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Reads the operations of a document, in its order (OpenAPI 3.1, paths object). */
export function readOperations(
  document: JsonObject,
  resolve: Resolve,
  { serviceOf }: Pick<PlatformFacts, 'serviceOf'>,
): readonly Operation[] {
  const paths = asObject(document['paths']);
  return Object.keys(paths).flatMap((path) => {
    const item = resolve(`/paths/${escapeToken(path)}`);
    if (item === undefined || !isJsonObject(item.value)) return [];
    return Object.keys(item.value)
      .filter((key) => METHODS.includes(key))
      .map((method) =>
        readOperation(document, resolve, { path, method, pointer: `${item.pointer}/${method}`, item: item.pointer }),
      )
      .map((operation) => ({ ...operation, service: serviceOf(operation) }));
  });
}

interface Place {
  readonly path: string;
  readonly method: string;
  readonly pointer: Pointer;
  readonly item: Pointer;
}

function readOperation(document: JsonObject, resolve: Resolve, place: Place): Omit<Operation, 'service'> {
  const node = asObject(resolve(place.pointer)?.value);
  const tag = Array.isArray(node['tags']) ? textOf((node['tags'] as readonly JsonValue[])[0]) : '';
  const servers = readServers(document, resolve(place.item)?.value, node);
  const hasOwnSecurity = Array.isArray(node['security']);
  const body = node['requestBody'] === undefined ? undefined : readRequestBody(resolve, `${place.pointer}/requestBody`);
  return {
    id: textOf(node['operationId']) || `${place.method.toUpperCase()} ${place.path}`,
    method: place.method.toUpperCase(),
    path: place.path,
    ...(servers.length === 0 ? {} : { servers }),
    tag,
    summary: textOf(node['summary']),
    deprecated: node['deprecated'] === true,
    security: readSecurity(hasOwnSecurity ? node['security'] : document['security']),
    securityPointer: hasOwnSecurity
      ? `${place.pointer}/security`
      : document['security'] === undefined
        ? place.pointer
        : '/security',
    parameters: mergeParameters(
      readParameters(resolve, `${place.item}/parameters`),
      readParameters(resolve, `${place.pointer}/parameters`),
    ),
    ...defined({ requestBody: body }),
    responses: Object.keys(asObject(node['responses']))
      .filter((key) => STATUS.test(key))
      .map((status) => readResponse(resolve, place.pointer, status)),
    pointer: place.pointer,
  };
}

function readSecurity(value: JsonValue | undefined): readonly SecurityAlternative[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly JsonValue[])
    .filter(isJsonObject)
    .map((alternative) => ({ schemes: Object.keys(alternative) }));
}

function readParameters(resolve: Resolve, pointer: Pointer): readonly Parameter[] {
  const list = resolve(pointer)?.value;
  if (!Array.isArray(list)) return [];
  return list.flatMap((_, index) => {
    const found = resolve(`${pointer}/${index}`);
    if (found === undefined || !isJsonObject(found.value)) return [];
    const node = found.value;
    if (node['in'] === 'header' && NOT_PARAMETERS.has(textOf(node['name']).toLowerCase())) return [];
    const schema = schemaAt(resolve, found.pointer);
    return [
      {
        name: textOf(node['name']),
        in: textOf(node['in']) as Parameter['in'],
        required: node['required'] === true,
        schemaPointer: schema?.target ?? `${found.pointer}/schema`,
        schema: schema?.schema ?? true,
        pointer: found.pointer,
        ...defined({ example: node['example'] ?? namedExamples(resolve, found.pointer, node)[0] }),
      },
    ];
  });
}

function mergeParameters(ofPath: readonly Parameter[], own: readonly Parameter[]): readonly Parameter[] {
  const isOverridden = (parameter: Parameter): boolean =>
    own.some((other) => other.name === parameter.name && other.in === parameter.in);
  return [...ofPath.filter((parameter) => !isOverridden(parameter)), ...own];
}

function readRequestBody(resolve: Resolve, pointer: Pointer): Operation['requestBody'] {
  const found = resolve(pointer);
  if (found === undefined || !isJsonObject(found.value)) return undefined;
  return {
    required: found.value['required'] === true,
    content: readContent(resolve, found.pointer),
    pointer: found.pointer,
  };
}

function readResponse(resolve: Resolve, operation: Pointer, status: string): ResponseSpec {
  const own = `${operation}/responses/${status}`;
  const pointer = resolve(own)?.pointer ?? own;
  return {
    status,
    content: readContent(resolve, pointer),
    headers: readHeaders(resolve, pointer),
    // The operation's own line, even if the response is a reference to a shared one.
    pointer: own,
  };
}

function readHeaders(resolve: Resolve, pointer: Pointer): readonly ResponseHeaderSpec[] {
  return Object.keys(asObject(resolve(`${pointer}/headers`)?.value)).flatMap((name) => {
    const found = resolve(`${pointer}/headers/${escapeToken(name)}`);
    if (found === undefined || !isJsonObject(found.value)) return [];
    const schema = schemaAt(resolve, found.pointer);
    const [content] = readContent(resolve, found.pointer);
    return [
      {
        name,
        required: found.value['required'] === true,
        explode: found.value['explode'] === true,
        pointer: found.pointer,
        ...defined({ schemaPointer: schema?.pointer ?? content?.schemaPointer, mediaType: content?.mediaType }),
      },
    ];
  });
}

function readContent(resolve: Resolve, pointer: Pointer): readonly MediaContent[] {
  const content = asObject(resolve(`${pointer}/content`)?.value);
  return Object.keys(content).map((mediaType) => {
    const at = `${pointer}/content/${escapeToken(mediaType)}`;
    const node = asObject(resolve(at)?.value);
    const schema = schemaAt(resolve, resolve(at)?.pointer ?? at);
    const named = namedExamples(resolve, at, node);
    return {
      mediaType: mediaType.toLowerCase(),
      ...defined({ schemaPointer: schema?.pointer, schema: schema?.schema }),
      pointer: at,
      examples: node['example'] === undefined ? named : [node['example'], ...named],
    };
  });
}

function namedExamples(resolve: Resolve, pointer: Pointer, node: JsonObject): readonly JsonValue[] {
  return Object.keys(asObject(node['examples'])).flatMap((name) => {
    const value = asObject(resolve(`${pointer}/examples/${escapeToken(name)}`)?.value)['value'];
    return value === undefined ? [] : [value];
  });
}

/**
 * Finds the schema of a parameter, header or media type. `pointer` is the place itself, so that keywords beside a `$ref` count
 * (OpenAPI 3.1, section 4.8.24); `schema` is the target of a reference that has none beside it.
 */
function schemaAt(
  resolve: Resolve,
  owner: Pointer,
): { readonly pointer: Pointer; readonly schema: JsonValue; readonly target: Pointer } | undefined {
  const pointer = `${owner}/schema`;
  const node = asObject(resolve(owner)?.value)['schema'];
  if (node === undefined) return undefined;
  const target = resolve(pointer);
  const isPlain = isJsonObject(node) && Object.keys(node).every((key) => key === '$ref' || ANNOTATIONS.has(key));
  return { pointer, schema: isPlain && target !== undefined ? target.value : node, target: target?.pointer ?? pointer };
}

const ANNOTATIONS = new Set([
  'title',
  'description',
  'summary',
  'deprecated',
  'default',
  'example',
  'examples',
  '$comment',
]);

/** The members of a responses object that are responses, not extensions (OpenAPI 3.1, section 4.8.16). */
const STATUS = /^([1-5](\d\d|XX)|default)$/i;

/** Headers that are described elsewhere in the contract; parameters of these names are ignored (OpenAPI 3.1, section 4.8.12.1). */
const NOT_PARAMETERS = new Set(['accept', 'content-type', 'authorization']);

/** Reads the security schemes of the document by name; those that a run cannot send are `unsupported`. */
export function readSecuritySchemes(resolve: Resolve): ReadonlyMap<string, SecurityScheme> {
  const schemes = asObject(resolve('/components/securitySchemes')?.value);
  return new Map(
    Object.keys(schemes).map((name) => [
      name,
      readScheme(name, asObject(resolve(`/components/securitySchemes/${escapeToken(name)}`)?.value)),
    ]),
  );
}

function readScheme(name: string, node: JsonObject): SecurityScheme {
  const type = textOf(node['type']);
  if (type === 'http') {
    const scheme = textOf(node['scheme']).toLowerCase();
    if (scheme === 'bearer' || scheme === 'basic') return { name, kind: scheme };
  }
  const place = node['in'];
  if (type === 'apiKey' && (place === 'header' || place === 'cookie' || place === 'query')) {
    return { name, kind: 'apiKey', in: place, key: textOf(node['name']) };
  }
  return { name, kind: 'unsupported', type };
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
