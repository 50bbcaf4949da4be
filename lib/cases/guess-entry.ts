import type { Operation } from '../contract/contract.ts';
import type { Effect } from './case.ts';
import type { OperationEntry } from './operation-data.ts';

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
 * What is assumed of an operation that `spec/conformance.yaml` does not describe: the effect its method suggests, and
 * for anything but a read that it touches others, so that it is probed only in ways that cannot succeed.
 */
export function guessEntry(operation: Operation): OperationEntry {
  const effect = EFFECT_OF_METHOD[operation.method] ?? 'changes';
  const isRead = effect === 'reads';
  const path = Object.fromEntries(
    operation.parameters
      .filter((parameter) => parameter.in === 'path')
      .map((parameter) => [
        parameter.name,
        isRead ? knownThing(operation, parameter.name) : unknownThing(parameter.name),
      ]),
  );
  const declared = operation.responses.map((response) => Number(response.status)).filter(Number.isInteger);
  const answers = declared.filter((status) => status !== 401 && status !== 403);
  return {
    effect,
    reach: isRead ? 'none' : 'shared',
    path,
    probe: { answers: answers.length > 0 ? answers : [200], reach: isRead ? 'none' : 'shared' },
  };
}

function knownThing(operation: Operation, name: string): string {
  if (name.includes('slug')) return '${org.slug}';
  if (operation.service === 'tenant' && operation.path.includes(`/workspaces/{${name}}`)) return '${workspace.id}';
  return unknownThing(name);
}

/** A placeholder for something that a path parameter of this name cannot find. */
export function unknownThing(name: string): string {
  if (name.includes('slug')) return '${unknown.slug}';
  return name.endsWith('id') ? '${unknown.uuid}' : '${unknown.token}';
}
