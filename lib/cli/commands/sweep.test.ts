import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../create-program.ts';
import { sweepCommand } from './sweep.ts';

describe('conform sweep', () => {
  it('does not take a folder that is not there for one in which everything is settled', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sweep-'));
    const missing = join(directory, 'reports');
    const swept = createProgram([sweepCommand], '0.0.0').parseAsync(['sweep', '--reports', missing], { from: 'user' });
    await expect(swept).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining(missing) as unknown });
    rmSync(directory, { recursive: true });
  });
});
