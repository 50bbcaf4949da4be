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
    expect(page).toContain('This page shows the 4000 worst of 10000 findings');
    expect(page).not.toContain('/member9999');
  });
});
