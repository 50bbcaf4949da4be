import { describe, expect, it } from 'vitest';
import { renderFaults } from './render-faults.ts';

describe('renderFaults', () => {
  it('says what a fault repeats, where it shows and what reports it', () => {
    const fault = {
      id: 'drops-it',
      title: 'It is gone',
      incident: 'I-1',
      operations: ['getIt'],
      expects: ['body.required'],
    };
    expect(renderFaults([{ ...fault, apply: () => undefined }])).toBe(
      [
        'drops-it',
        '    It is gone (I-1)',
        '    on getIt',
        '    reported as body.required',
        '',
        '1 in all. `conform run --fault <id>` shows what one of them looks like; `conform explain <id>` says more.',
        '',
      ].join('\n'),
    );
  });
});
