import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';

/** An address that an operation is served at (OpenAPI 3.1, server object). */
export interface Server {
  /** As the contract has it: absolute or relative, with `{name}` for variables. */
  readonly url: string;
  /** The values that each variable may have; a variable without a list may have any. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** Set if the operation or its path has servers of its own, which replace those of the document. */
  readonly isOwn?: true;
}

/** Reads the servers of an operation: its own, else those of its path, else those of the document (OpenAPI 3.1, operation object). */
export function readServers(
  document: JsonObject,
  item: JsonValue | undefined,
  operation: JsonObject,
): readonly Server[] {
  const ofPath = isJsonObject(item) ? item['servers'] : undefined;
  const [own] = [operation['servers'], ofPath].filter(isFilled);
  const servers = own ?? document['servers'];
  if (!isFilled(servers)) return [];
  return servers.filter(isJsonObject).map(({ url, variables }) => ({
    url: typeof url === 'string' ? url : '',
    values: Object.fromEntries(
      Object.entries(isJsonObject(variables) ? variables : {}).flatMap(([name, variable]) => {
        const values = isJsonObject(variable) ? variable['enum'] : undefined;
        return Array.isArray(values) ? [[name, values.filter((value) => typeof value === 'string')] as const] : [];
      }),
    ),
    ...(own === undefined ? {} : { isOwn: true as const }),
  }));
}

/** An empty list is the same as none. */
function isFilled(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value) && value.length > 0;
}
