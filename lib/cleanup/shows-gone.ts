import { fillText, type Bindings } from '../cases/bind.ts';
import type { JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import type { Sent } from '../transport/wire.ts';
import type { RemovalProof } from '../cases/case.ts';
import { isSuccess } from '../exchange/status.ts';

/** Whether an answer proves that a thing is gone. No answer, an error or another shape proves nothing. */
export function showsGone(
  gone: RemovalProof['gone'],
  { exchange, raw }: Pick<Sent, 'exchange' | 'raw'>,
  bindings: Bindings,
): boolean {
  const { outcome } = exchange;
  if (outcome.kind !== 'answered') return false;
  if (gone.kind === 'status') return outcome.status === gone.status;
  if (!isSuccess(outcome.status)) return false;
  const list = valueAtPointer(raw, gone.list);
  if (!Array.isArray(list)) return false;
  const value = fillText(gone.value, bindings);
  return (list as readonly JsonValue[]).every((item) => valueAtPointer(item, gone.at) !== value);
}
