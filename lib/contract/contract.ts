import type { JsonObject, JsonValue } from '../core/json.ts';
import type { Callers } from './callers.ts';
import type { Server } from './servers.ts';

/** A JSON Pointer (RFC 6901) into the bundled document, as a URI fragment without `#`: `/paths/~1workspaces/get`. */
export type Pointer = string;

/** A place in one of the user's files; line and column count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The id of a part of the platform that has an address of its own; the platform names them. */
export type Service = string;

/** One way to authenticate: every named scheme is needed (OpenAPI 3.1, security requirement object). */
export interface SecurityAlternative {
  readonly schemes: readonly string[];
}

/** How a credential is sent (OpenAPI 3.1, security scheme object); `unsupported` if a run cannot send it. */
export type SecurityScheme =
  | { readonly name: string; readonly kind: 'bearer' }
  | { readonly name: string; readonly kind: 'basic' }
  | {
      readonly name: string;
      readonly kind: 'apiKey';
      readonly in: 'header' | 'cookie' | 'query';
      readonly key: string;
      /** Set where it routes and does not authenticate: the name whose value it carries, such as `org.id`. */
      readonly routesBy?: string;
    }
  | { readonly name: string; readonly kind: 'unsupported'; readonly type: string };

/** A parameter of an operation (OpenAPI 3.1, parameter object), its references followed. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  /** The place of the parameter's schema after its `$ref`s are followed, and the schema itself. */
  readonly schemaPointer: Pointer;
  readonly schema: JsonValue;
  readonly pointer: Pointer;
  readonly example?: JsonValue;
}

/** One media type of a request or a response. `schemaPointer` is absent if the contract gives no schema. */
export interface MediaContent {
  readonly mediaType: string;
  readonly schemaPointer?: Pointer;
  readonly schema?: JsonValue;
  readonly pointer: Pointer;
  readonly examples: readonly JsonValue[];
}

/** The body that an operation takes (OpenAPI 3.1, request body object). */
interface RequestBodySpec {
  readonly required: boolean;
  readonly content: readonly MediaContent[];
  readonly pointer: Pointer;
}

/** A declared header of a response (OpenAPI 3.1, header object). */
export interface ResponseHeaderSpec {
  readonly name: string;
  readonly required: boolean;
  /** The schema of the header, or of its `content`. */
  readonly schemaPointer?: Pointer;
  /** The media type of its `content`, where that describes it; else its style is `simple`. */
  readonly mediaType?: string;
  /** Whether the members of an object are `name=value`. */
  readonly explode: boolean;
  readonly pointer: Pointer;
}

/** A declared response (OpenAPI 3.1, response object). */
export interface ResponseSpec {
  /** `200`, `4XX` or `default`, as the contract writes it. */
  readonly status: string;
  readonly content: readonly MediaContent[];
  readonly headers: readonly ResponseHeaderSpec[];
  readonly pointer: Pointer;
}

/** One method on one path (OpenAPI 3.1, operation object), with the parameters of the path and the security of the document. */
export interface Operation {
  /** The `operationId`; `GET /workspaces/{id}` where the contract gives none. */
  readonly id: string;
  /** Upper case. */
  readonly method: string;
  /** The path template of the contract: `/workspaces/{id}`. */
  readonly path: string;
  /** Where it is served; absent where the contract does not say. */
  readonly servers?: readonly Server[];
  readonly tag: string;
  readonly service: Service;
  readonly summary: string;
  readonly deprecated: boolean;
  /** One alternative is enough; empty means open to everyone. */
  readonly security: readonly SecurityAlternative[];
  readonly securityPointer: Pointer;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: RequestBodySpec;
  readonly responses: readonly ResponseSpec[];
  readonly pointer: Pointer;
}

/** The part of a rule id behind `body.` and `expectation.`: keywords that readers take for the same are one. */
export type ViolationRule =
  | 'closed-extra'
  | 'composition'
  | 'const'
  | 'enum'
  | 'format'
  | 'items'
  | 'length'
  | 'null'
  | 'pattern'
  | 'range'
  | 'required'
  | 'type';

/** One keyword of a schema that a value violates. */
export interface SchemaViolation {
  readonly rule: ViolationRule;
  readonly keyword: string;
  /** JSON Pointer into the value, array indexes kept. */
  readonly instancePath: string;
  readonly schemaPointer: Pointer;
  /** The requirement in a few words: `one of "a", "b"`. */
  readonly expected: string;
  /** The value that was found, shortened: `"archived"`, `null`. */
  readonly seen: string;
}

/** The result of judging a value by a schema; `unsupported` if the schema cannot be compiled or used. */
export type SchemaVerdict =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly violations: readonly SchemaViolation[] }
  | { readonly kind: 'unsupported'; readonly reason: string };

/** A problem of the contract itself; `error` stops the run (exit 2), `warning` is shown. */
export interface ContractProblem {
  readonly level: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly position: SourcePosition;
}

/** A document with the source position of every node. */
export interface LoadedDocument {
  readonly document: JsonObject;
  /** The position of the node, or of its nearest ancestor that has one. */
  readonly positionOf: (pointer: Pointer) => SourcePosition;
  /** The first lines of the node's source text. */
  readonly quoteOf: (pointer: Pointer) => string;
}

/** A node of the document and its own pointer. */
type Followed = { readonly pointer: Pointer; readonly value: JsonValue } | undefined;

/** Follows `$ref`s from a pointer, and returns the node that they lead to. */
export interface Resolve {
  (pointer: Pointer): Followed;
  /** Follows the `$ref` at the pointer and no further, since keywords may stand beside the next one. */
  readonly once: (pointer: Pointer) => Followed;
}

/** The model of a contract. All pointers are into `document`, in which the files of the contract are bundled. */
export interface Contract extends LoadedDocument {
  readonly file: string;
  readonly title: string;
  readonly version: string;
  /** SHA-256 of the bundled document, hexadecimal. */
  readonly hash: string;
  /** In the order of the document. */
  readonly operations: readonly Operation[];
  readonly securitySchemes: ReadonlyMap<string, SecurityScheme>;
  readonly platform: PlatformFacts;
  readonly warnings: readonly ContractProblem[];
  readonly operation: (id: string) => Operation | undefined;
  readonly resolve: Resolve;
  /**
   * Judges a value of an answer by the schema at the pointer (JSON Schema 2020-12, formats asserted). Compiled lazily, once. `text` is the JSON
   * that the value was read from: whole numbers beyond 2^53 have all their digits only there.
   */
  readonly judge: (schemaPointer: Pointer, value: JsonValue, text?: string) => SchemaVerdict;
  /** Judges a value of a request: what is read-only need not be there, what is write-only must (JSON Schema 2020-12 validation, section 9.4). */
  readonly judgeRequest: (schemaPointer: Pointer, value: JsonValue) => SchemaVerdict;
}

/** A part of a platform that has an address of its own. */
export interface ServiceFacts {
  readonly id: Service;
  /** In messages: `the control plane`. */
  readonly title: string;
  /** What answers there, in messages: `this API`. */
  readonly isA: string;
  /** What else may be wrong where something else answers there: `slug and id of the org`. */
  readonly mayBeWrong?: string;
  /** The name of what each instance of it has a host for, where there are several: `org.slug`. */
  readonly instanceOf?: string;
}

/** What a contract cannot say of the platform that it is about, and the reading and judging of it rest on. */
export interface PlatformFacts {
  readonly id: string;
  readonly services: readonly ServiceFacts[];
  /** The service that an operation belongs to. */
  readonly serviceOf: (operation: Pick<Operation, 'tag' | 'path'>) => Service;
  /** The name whose value a scheme carries that routes and does not authenticate: `org.id`; undefined for a credential. */
  readonly routesBy: (scheme: SecurityScheme) => string | undefined;
  readonly callers: Callers;
  /** Names that a run binds before its first request, besides its token and the origins of services: `run.org`. */
  readonly runNames: readonly string[];
}

/** The part of a contract by which it is decided which platform it is about. */
export type ContractFacts = Pick<Contract, 'document' | 'securitySchemes'>;

export type ChoosePlatform = (contract: ContractFacts) => PlatformFacts;

/** The response that is declared for a status by its number, and not by a range or `default`. */
export function exactResponseFor(operation: Operation, status: number): ResponseSpec | undefined {
  return operation.responses.find((response) => response.status === String(status));
}

/** The response that applies to a status: the one of its number, else of its range (`4XX`), else `default` (OpenAPI 3.1, responses object). */
export function responseFor(operation: Operation, status: number): ResponseSpec | undefined {
  const range = `${Math.floor(status / 100)}XX`;
  return (
    exactResponseFor(operation, status) ??
    operation.responses.find((response) => response.status.toUpperCase() === range) ??
    operation.responses.find((response) => response.status === 'default')
  );
}
