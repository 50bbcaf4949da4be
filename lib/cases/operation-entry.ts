import type { Operation, Parameter } from '../contract/contract.ts';
import type { Effect } from '../core/effect.ts';
import { isJsonObject } from '../core/json.ts';
import type { ConformanceData, OperationEntry } from './operation-data.ts';

/** Gives the entry of an operation, or a guess where the data has none. */
export function createEntryLookup(data: ConformanceData): (operation: Operation) => OperationEntry {
  const guesses = new Map<string, OperationEntry>();
  return (operation) => {
    const entry = data.operations[operation.id] ?? guesses.get(operation.id) ?? guessEntry(operation);
    guesses.set(operation.id, entry);
    return entry;
  };
}

const EFFECT_OF_METHOD: Readonly<Record<string, Effect>> = {
  GET: 'reads',
  HEAD: 'reads',
  OPTIONS: 'reads',
  POST: 'creates',
  PUT: 'changes',
  PATCH: 'changes',
  DELETE: 'destroys',
};

/**
 * Guesses the entry of an operation that `spec/conformance.yaml` does not describe: the effect its method suggests. Anything
 * but a read is taken to touch others, so that it is probed only in ways that cannot succeed.
 */
function guessEntry(operation: Operation): OperationEntry {
  const effect = EFFECT_OF_METHOD[operation.method] ?? 'changes';
  const isRead = effect === 'reads';
  const fill = (parameters: readonly Parameter[]): Record<string, string> =>
    Object.fromEntries(
      parameters.map((parameter) => [
        parameter.name,
        isRead ? knownThing(operation, parameter) : unknownThing(parameter),
      ]),
    );
  const path = fill(operation.parameters.filter((parameter) => parameter.in === 'path'));
  const query = fill(operation.parameters.filter((parameter) => parameter.in === 'query' && parameter.required));
  const declared = operation.responses.map((response) => Number(response.status)).filter(Number.isInteger);
  const answers = declared.filter((status) => status !== 401 && status !== 403);
  return {
    effect,
    reach: isRead ? 'none' : 'shared',
    path,
    query,
    probe: { answers: answers.length > 0 ? answers : [200], reach: isRead ? 'none' : 'shared' },
  };
}

/** The success status that a plain call is expected to have. */
export function successOf(operation: Operation, entry: OperationEntry): number {
  if (entry.success !== undefined) return entry.success;
  const declared = operation.responses.map((response) => response.status).find((status) => /^2\d\d$/.test(status));
  return declared === undefined ? 200 : Number(declared);
}

function knownThing(operation: Operation, parameter: Parameter): string {
  const { name } = parameter;
  if (name.includes('slug')) return '${org.slug}';
  if (operation.service === 'tenant' && operation.path.includes(`/workspaces/{${name}}`)) return '${workspace.id}';
  return unknownThing(parameter);
}

/** A placeholder for something that does not exist, of the form that the parameter asks for or its name suggests. */
export function unknownThing({ name, schema }: Parameter): string {
  if (isJsonObject(schema) && schema['format'] === 'uuid') return '${unknown.uuid}';
  if (name.includes('slug')) return '${unknown.slug}';
  if (name === 'key') return '${unknown.key}';
  return name.endsWith('id') ? '${unknown.uuid}' : '${unknown.token}';
}
