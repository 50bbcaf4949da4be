import { describe, expect, it } from 'vitest';
import { buildFinding, buildRecord } from '../../tests/support/test-record.ts';
import { html } from './html.tsx';

const MOST_BYTES = 5_000_000;

describe('html', () => {
  it('shows the worst of very many findings, says so, and stays small', () => {
    const findings = Array.from({ length: 10_000 }, (_, index) =>
      buildFinding({ fingerprint: `f${index}`, place: { kind: 'body', pointer: `/member${index}` } }),
    );
    const page = html.render(buildRecord({ findings }));
    expect(page.length).toBeLessThan(MOST_BYTES);
    expect(page.includes('This page shows the 4000 worst of 10000 findings')).toBe(true);
    expect(page.includes('/member9999')).toBe(false);
  });

  it('shows a finding in part that is in more places than a page can show', () => {
    const finding = buildFinding();
    const occurrences = Array.from({ length: 5_000 }, (_, index) => ({
      ...finding.occurrences[0]!,
      fingerprint: `o${index}`,
    }));
    const page = html.render(buildRecord({ findings: [{ ...finding, occurrences }] }));
    expect(page.includes('This page shows the 1 worst of 1 findings')).toBe(true);
    expect(page.includes('No findings.</p>')).toBe(false);
  });
});
