import type { RunRecord } from '../../findings/run-record.ts';
import { toPrintable } from '../safe-text.ts';

/**
 * The record with every text made printable, so that nothing a deployment sends can hide, reorder or imitate anything on
 * the page. The exchanges are left out, and what is quoted keeps its lines: they have lines of their own.
 */
export function toPrintableRecord(record: RunRecord): RunRecord {
  const known = new Map<string, string>();
  const show = (text: string): string => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const shown = toPrintable(text);
    known.set(text, shown);
    return shown;
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return show(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        show(name),
        name === 'quote' && typeof member === 'string' ? member.split(/\r?\n/).map(show).join('\n') : walk(member),
      ]),
    );
  };
  // Only texts change, and the words of closed sets are printable already.
  return walk({ ...record, evidence: [] }) as RunRecord;
}
