import type { Lane } from '../cases/case.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import type { Contract } from '../contract/contract.ts';
import type { Expectations } from '../contract/lay-overlays.ts';
import type { SentCase } from '../run/case-runner.ts';
import { compareCallers } from '../access/compare-callers.ts';
import { judgeCase, type JudgedCase } from '../run/judge-case.ts';
import type { RecordedExchanges } from './recorded-answers.ts';

export interface Recorded {
  readonly data: ConformanceData;
  readonly exchanges: RecordedExchanges;
}

/** What recorded answers are held against. */
export interface Measure {
  readonly contract: Contract;
  readonly expectations: Expectations;
  readonly lanes: readonly Lane[];
}

/**
 * Judges the recorded answers of lanes as a run would, by the same checks. Names that were bound while the run went on are
 * not recorded, so what is compared has to be judged twice in this way.
 */
export function judgeAgain({ data, exchanges }: Recorded, measure: Measure): readonly JudgedCase[] {
  const { contract, expectations, lanes } = measure;
  return lanes.flatMap((lane) => {
    const sent = lane.cases.map((testCase): SentCase => ({
      testCase,
      bound: new Map(),
      steps: (exchanges.get(testCase.id) ?? []).flatMap(({ step: index, exchange }) => {
        const step = testCase.steps[index];
        return step === undefined ? [] : [{ step, index, exchange, lost: 0, isBudgetSpent: false }];
      }),
    }));
    const comparedOf = compareCallers(sent);
    return sent
      .filter(({ steps }) => steps.length > 0)
      .map((each) =>
        judgeCase(
          {
            contract,
            data,
            compared: comparedOf(each.testCase),
            expectations,
            // An answer that is not there says nothing of a contract.
            blamesConnection: true,
          },
          each,
        ),
      );
  });
}
