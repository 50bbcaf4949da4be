import type { JsonObject, JsonValue } from '../core/json.ts';

/** A JSON Pointer (RFC 6901) into the bundled document, as a URI fragment without `#`: `/paths/~1workspaces/get`. */
export type Pointer = string;

/** A place in a file the user gave; line and column count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The two services that the contract describes: the control plane, and the tenant servers. */
export type Service = 'cp' | 'tenant';

/** One way to be allowed in: every named scheme is needed (OpenAPI 3.1, security requirement object). */
export interface SecurityAlternative {
  readonly schemes: readonly string[];
}

/** A way to carry a credential (OpenAPI 3.1, security scheme object), as far as a run can carry it. */
export type SecurityScheme =
  | { readonly name: string; readonly kind: 'bearer' }
  | { readonly name: string; readonly kind: 'basic' }
  | { readonly name: string; readonly kind: 'apiKey'; readonly in: 'header' | 'cookie' | 'query'; readonly key: string }
  | { readonly name: string; readonly kind: 'unsupported'; readonly type: string };

/** A parameter of an operation (OpenAPI 3.1, parameter object), its references followed. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  /** Where the parameter's schema stands after its `$ref`s are followed, and the schema itself. */
  readonly schemaPointer: Pointer;
  readonly schema: JsonValue;
  readonly pointer: Pointer;
  readonly example?: JsonValue;
}

/** One media type of a request or a response. `schemaPointer` is absent where the contract gives no schema. */
export interface MediaContent {
  readonly mediaType: string;
  readonly schemaPointer?: Pointer;
  readonly schema?: JsonValue;
  readonly pointer: Pointer;
  readonly examples: readonly JsonValue[];
}

/** What an operation takes as a body (OpenAPI 3.1, request body object). */
export interface RequestBodySpec {
  readonly required: boolean;
  readonly content: readonly MediaContent[];
  readonly pointer: Pointer;
}

/** A header that a response is declared to have (OpenAPI 3.1, header object). */
export interface ResponseHeaderSpec {
  readonly name: string;
  readonly required: boolean;
  readonly schemaPointer?: Pointer;
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

/** One method on one path (OpenAPI 3.1, operation object), with what the path and the document add to it. */
export interface Operation {
  readonly id: string;
  /** Upper case. */
  readonly method: string;
  /** The path template of the contract: `/workspaces/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly service: Service;
  readonly summary: string;
  readonly deprecated: boolean;
  /** OR over the alternatives; empty means open to everyone. */
  readonly security: readonly SecurityAlternative[];
  readonly securityPointer: Pointer;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: RequestBodySpec;
  readonly responses: readonly ResponseSpec[];
  readonly pointer: Pointer;
}

/** One keyword of a schema that a value breaks. `rule` is the part of a rule id behind `body.` (`required`, `type`, `enum`, ...). */
export interface SchemaViolation {
  readonly rule: string;
  readonly keyword: string;
  /** JSON Pointer into the value, array indexes kept. */
  readonly instancePath: string;
  readonly schemaPointer: Pointer;
  /** What the contract asks for, in a few words: `one of "a", "b"`. */
  readonly expected: string;
  /** What was there, shortened: `"archived"`, `null`, `object without "slug"`. */
  readonly seen: string;
}

/** What a schema says of a value; `unsupported` where it cannot be compiled or used. */
export type SchemaVerdict =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly violations: readonly SchemaViolation[] }
  | { readonly kind: 'unsupported'; readonly reason: string };

/** A problem of the document itself; `error` stops the run (exit 2), `warning` is shown. */
export interface ContractProblem {
  readonly level: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly position: SourcePosition;
}

/** The contract as a model: read once, then asked. All pointers are into `document`. */
export interface Contract {
  readonly file: string;
  readonly title: string;
  readonly version: string;
  /** SHA-256 of the bundled document, hexadecimal. */
  readonly hash: string;
  readonly document: JsonObject;
  /** In the order of the document. */
  readonly operations: readonly Operation[];
  readonly securitySchemes: ReadonlyMap<string, SecurityScheme>;
  readonly warnings: readonly ContractProblem[];
  readonly operation: (id: string) => Operation | undefined;
  /** The line of the node, or of its nearest ancestor that has one. */
  readonly positionOf: (pointer: Pointer) => SourcePosition;
  /** What stands there in the source, a few lines of it. */
  readonly quoteOf: (pointer: Pointer) => string;
  /** The node with its own `$ref`s followed, and where it was found. */
  readonly resolve: (pointer: Pointer) => { readonly pointer: Pointer; readonly value: JsonValue } | undefined;
  /** Judges a value by the schema at the pointer (JSON Schema 2020-12, formats asserted). Compiled lazily, once. */
  readonly judge: (schemaPointer: Pointer, value: JsonValue) => SchemaVerdict;
}

/** The declared response for a status: the exact one, its range (`4XX`), or `default` (OpenAPI 3.1, responses object). */
export function responseFor(operation: Operation, status: number): ResponseSpec | undefined {
  const exact = operation.responses.find((response) => response.status === String(status));
  const range = `${Math.floor(status / 100)}XX`;
  return (
    exact ??
    operation.responses.find((response) => response.status.toUpperCase() === range) ??
    operation.responses.find((response) => response.status === 'default')
  );
}
