import { err, ok, type Result } from '../core/result.ts';
import { applyActions } from './apply-overlay.ts';
import type { Contract, Pointer } from './contract.ts';
import { createContract } from './create-contract.ts';
import type { OverlayAction } from './parse-overlay.ts';

/** The contract with actions of an overlay applied that stand in no file: what they bring has the line of the node above it. */
export function editContract(contract: Contract, actions: readonly OverlayAction[]): Result<Contract> {
  const overlay = {
    overlay: '1.0.0',
    info: { title: 'Edit', version: '1' },
    actions: actions.map(({ target, remove, update }) => ({ target, ...(remove ? { remove } : { update }) })),
  };
  const applied = applyActions(contract.document, overlay);
  if (!applied.ok) return err(applied.error.map(({ message }) => message).join('; '));
  const [missed] = applied.value.unmatched;
  if (missed !== undefined) return err(`"${missed.target}" matches nothing in ${contract.file}`);
  const { document, originOf } = applied.value;
  const placeOf = (pointer: Pointer): Pointer => {
    let place = pointer;
    while (originOf(place).source === 'overlay') place = place.slice(0, place.lastIndexOf('/'));
    return originOf(place).pointer;
  };
  const positionOf: Contract['positionOf'] = (pointer) => contract.positionOf(placeOf(pointer));
  const quoteOf: Contract['quoteOf'] = (pointer) => contract.quoteOf(placeOf(pointer));
  return ok(createContract(contract.file, { document, positionOf, quoteOf }).contract);
}
