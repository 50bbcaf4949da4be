import type { Reporter, TestSpecification } from 'vitest/node';
import type { Deployment } from '../embedded/deployment.ts';
import { REPORTERS } from '../reporters/render-reports.ts';
import { openRun, planRun, type OpenedRun } from '../run/open-run.ts';
import { finishRun, openSession } from '../run/perform-run.ts';
import { targetNameOf } from '../run/run-facts.ts';
import { describeForSuites, serveSuites } from '../suite-kit/suite-channel.ts';
import { concludeRun } from './conclude-run.ts';
import { readAccepted } from './reports-folder.ts';
import { NO_FLAGS, prepareRun } from './run-settings.ts';

interface SuiteRun {
  readonly opened: OpenedRun;
  readonly served: { close(): Promise<void> };
  readonly deployment: Deployment | undefined;
}

/**
 * Lets plain vitest run the suites: opens a run before them, sends the cases that their tests wait for, and afterwards removes what
 * was made and writes the drift report.
 */
export default class SuitesReporter implements Reporter {
  #run: SuiteRun | undefined;

  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    const suites = specifications.find(({ project }) => project.name === 'suites');
    if (suites === undefined) return;
    const controller = new AbortController();
    const { options, deployment } = await prepareRun(FLAGS, true);
    const opened = await openRun(await planRun({ ...options, onProgress: () => undefined, signal: controller.signal }));
    const session = openSession(opened);
    const plan = describeForSuites(session, `conform ${options.runId}`);
    const served = serveSuites(session, plan, () => controller.abort());
    suites.project.provide('conformPlan', plan);
    this.#run = { opened, served, deployment };
  }

  async onTestRunEnd(): Promise<void> {
    if (this.#run === undefined) return;
    const { opened, served, deployment } = this.#run;
    this.#run = undefined;
    const { options } = opened.planned.scope;
    const performed = await finishRun(opened, () => served.close());
    await deployment?.close();
    concludeRun(performed, {
      options,
      reports: FLAGS.reports,
      accepted: readAccepted(FLAGS, targetNameOf(options)),
      reporters: REPORTERS,
    });
  }
}

/** Faults of the embedded deployment come from `CONFORM_FAULTS=id,id`, since vitest has no `--fault`. */
const FLAGS = { ...NO_FLAGS, fault: (process.env['CONFORM_FAULTS'] ?? '').split(',').filter((id) => id !== '') };
