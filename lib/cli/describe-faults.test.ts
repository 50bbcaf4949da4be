import { describe, expect, it } from 'vitest';
import { MUTANTS } from '../embedded/mutants/mutants.ts';
import { describeSilentFaults, renderFaults, seenBy, whySilent } from './describe-faults.ts';

describe('describeSilentFaults', () => {
  it('says why a fault does not show, and what shows it', () => {
    expect(describeSilentFaults(['answers-slowly'], new Set(['body.type']))).toEqual([
      'the fault answers-slowly does not show in such a run. A third of a second is within the budget of every operation. To see it: LATENCY_BUDGET_MS=250 conform run --fault answers-slowly --only getOrg',
    ]);
    expect(describeSilentFaults(['lets-member-delete-org'], new Set())[0]).toMatch(
      /a run makes no org that has members\.$/,
    );
  });

  it('says nothing of a fault that shows', () => {
    expect(describeSilentFaults(['accepts-any-bearer'], new Set())).toEqual([]);
    expect(describeSilentFaults(['answers-slowly'], new Set(['ops.latency']))).toEqual([]);
  });
});

describe('every fault', () => {
  it('is shown by the plain run where that can show it', () => {
    for (const fault of MUTANTS.filter((each) => whySilent(each) === undefined))
      expect(seenBy(fault)).toEqual([`conform run --fault ${fault.id}`]);
  });
});

describe('renderFaults', () => {
  it('says what a fault repeats, where it shows and what reports it', () => {
    const fault = {
      id: 'drops-it',
      title: 'It is gone',
      incident: 'I-1',
      operations: ['getIt'],
      expects: ['body.required'],
    } as const;
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
