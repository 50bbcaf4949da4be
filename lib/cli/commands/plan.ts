import { plannedSteps } from '../../cases/case.ts';
import { whyUnproven } from '../../cases/plan.ts';
import { countOf } from '../../core/text.ts';
import { foreseeRun, type FullPlan } from '../../run/foresee-run.ts';
import type { CommandUnit } from '../create-program.ts';
import { describeExpectation } from '../explain/contract-topics.ts';
import { addRunOptions, prepareRun, type RunFlags } from '../run-settings.ts';

/** `conform plan`: prints what a run would send, and sends nothing. */
export const planCommand: CommandUnit = {
  name: 'plan',
  register: (program) => {
    const command = addRunOptions(program.command('plan'))
      .option('--json', 'the plan as JSON, every request with its ${placeholders}')
      .summary('prints what a run would send, without sending')
      .description(
        'Prints every case with operation, credential, expectation and effect, and the exact number of requests per operation. Sends nothing.',
      )
      .addHelpText('after', EXAMPLES);
    command.action(async (flags: RunFlags & { readonly json?: true }) => {
      const { options } = await prepareRun(flags, false);
      const full = await foreseeRun(options);
      const notes = [...options.inputs.notes, ...options.inputs.platform.notesOnScope(options.config)];
      process.stdout.write(
        flags.json === true ? `${JSON.stringify({ ...full, notes }, null, 2)}\n` : renderPlan(full, notes),
      );
    });
  },
};

const EXAMPLES = `
Examples:
  $ conform plan
  $ conform plan --only adminDeleteTenant --json
  $ conform plan --env-file staging.env --profile smoke`;

function renderPlan(full: FullPlan, notes: readonly string[]): string {
  const lines: string[] = [];
  for (const step of full.bootstrap)
    lines.push(
      `derive     ${step.request.operationId}  ${step.title}${step.poll === undefined ? '' : ' (repeated until it is there)'}`,
    );
  for (const probe of full.plan.preflight) {
    const why = whyUnproven(probe);
    lines.push(`preflight  ${probe.operationId}  ${probe.tier}${why === undefined ? '' : `  not sent: ${why}`}`);
  }
  for (const sequence of full.plan.sequences) {
    lines.push('', sequence.id);
    for (const testCase of sequence.cases) {
      const probe = testCase.steps.find((step) => step.purpose === 'probe');
      const expectation = probe === undefined ? '' : describeExpectation(probe.expectation);
      const count = plannedSteps(testCase).length;
      const tail =
        testCase.withheld !== undefined
          ? `not sent: ${testCase.withheld.reason}`
          : testCase.coveredBy === undefined
            ? countOf(count, 'request')
            : `covered by ${testCase.coveredBy}`;
      lines.push(
        `  ${testCase.variant}  as ${testCase.tier}  expects ${expectation}  ${testCase.effect}/${testCase.reach}  ${tail}`,
      );
    }
  }
  lines.push('', 'requests per operation');
  for (const [operation, count] of Object.entries(full.requestsPerOperation))
    lines.push(`  ${String(count).padStart(5)}  ${operation}`);
  if (full.plan.quotaUses.length > 0) lines.push('', 'rare requests', ...full.plan.quotaUses.map((use) => `  ${use}`));
  if (notes.length > 0) lines.push('', 'notes', ...notes.map((note) => `  ${note}`));
  const cases = full.plan.sequences.flatMap((sequence) => sequence.cases);
  const withheld = cases.filter((testCase) => testCase.withheld !== undefined).length;
  const covered = cases.filter((testCase) => testCase.coveredBy !== undefined).length;
  lines.push(
    '',
    `${full.requests} requests for ${cases.length} cases; ${covered} are covered by another case of the same gate (--exhaustive sends them), ${withheld} are not sent. Polling, retries and removals at the end come on top.`,
    '',
  );
  return lines.join('\n');
}
