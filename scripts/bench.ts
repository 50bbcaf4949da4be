// Measures what a run costs: CPU by phase, beside a plain loop over the same requests. Figures of one run of this script compare with one
// another; those of two machines do not.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { NO_FLAGS, prepareRun } from '../lib/cli/run-settings.ts';
import { concludeRun } from '../lib/cli/conclude-run.ts';
import { readAccepted } from '../lib/cli/reports-folder.ts';
import type { Exchange } from '../lib/exchange/exchange.ts';
import { readJournal } from '../lib/findings/record-file.ts';
import { REPORTERS } from '../lib/reporters/render-reports.ts';
import { openRun, planRun } from '../lib/run/open-run.ts';
import { executeCases, finishRun, openSession } from '../lib/run/perform-run.ts';
import { targetNameOf } from '../lib/run/run-facts.ts';
import { MUTANTS } from '../lib/embedded/mutants/mutants.ts';

const FAULTS = 20;
const PHASES = ['read', 'plan', 'open', 'execute', 'clean and record', 'report', 'plain loop'] as const;

type Phase = (typeof PHASES)[number];

interface Measured {
  readonly cpuMs: Readonly<Partial<Record<Phase, number>>>;
  readonly requests: number;
  readonly findings: number;
}

/** Runs once against an embedded deployment with these faults, and measures the CPU of each phase; the deployment is a part of it. */
async function measure(fault: readonly string[]): Promise<Measured> {
  const reports = mkdtempSync(join(tmpdir(), 'conform-bench-'));
  const cpuMs: Partial<Record<Phase, number>> = {};
  const during = async <T>(phase: Phase, work: () => T | Promise<T>): Promise<T> => {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    cpuMs[phase] = (user + system) / 1000;
    return result;
  };
  const flags = { ...NO_FLAGS, reports, fault };
  const { options, deployment } = await during('read', () => prepareRun(flags, true));
  try {
    const full = { ...options, onProgress: () => undefined };
    const planned = await during('plan', () => planRun(full));
    const opened = await during('open', () => openRun(planned));
    await during('execute', () => executeCases(openSession(opened), full));
    const performed = await during('clean and record', () => finishRun(opened, () => Promise.resolve()));
    const accepted = readAccepted(flags, targetNameOf(options));
    const print = process.stdout.write.bind(process.stdout);
    process.stdout.write = () => true;
    try {
      await during('report', () => concludeRun(performed, { options, reports, accepted, reporters: REPORTERS }));
    } finally {
      process.stdout.write = print;
    }
    const exchanges = readJournal(options.directory).flatMap((line) =>
      line.kind === 'exchange' ? [line.exchange] : [],
    );
    await during('plain loop', () => sendPlainly(exchanges, options.concurrency));
    return { cpuMs, requests: exchanges.length, findings: performed.record.findings.length };
  } finally {
    await deployment?.close();
    rmSync(reports, { recursive: true, force: true });
  }
}

/** Sends the recorded requests again, side by side, and reads their answers. Secrets are markers by now, so most are refused. */
async function sendPlainly(exchanges: readonly Exchange[], concurrency: number): Promise<void> {
  const dispatcher = new Agent({ connections: concurrency, headersTimeout: 2_000, bodyTimeout: 2_000 });
  const queue = exchanges.filter(({ outcome }) => outcome.kind === 'answered');
  const sendNext = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { method, url, headers, body } = next.request;
      const lines = headers.filter(([name]) => !/^(?:content-length|host|transfer-encoding|connection)$/i.test(name));
      const sent = await request(url, {
        method: method as 'GET',
        headers: lines.flat(),
        body: body ?? null,
        dispatcher,
      }).catch(() => undefined);
      await sent?.body.text().catch(() => '');
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sendNext));
  await dispatcher.close();
}

/** Faults of answers alone: those that answer late, or not at all, would be measured for that. */
const drifting = MUTANTS.filter(
  ({ world, undetectable, expects }) =>
    world === undefined && undetectable === undefined && expects.every((rule) => /^(?:body|header|media)\./.test(rule)),
)
  .slice(0, FAULTS)
  .map(({ id }) => id);
// The first run warms up what both share.
await measure([]);
const runs = { clean: await measure([]), [`${FAULTS} faults`]: await measure(drifting) };
process.stdout.write(`${['', ...PHASES, 'run / plain loop'].join(' | ')}\n`);
for (const [name, { cpuMs, requests, findings }] of Object.entries(runs)) {
  const plain = cpuMs['plain loop'] ?? 1;
  const whole = PHASES.reduce((sum, phase) => sum + (phase === 'plain loop' ? 0 : (cpuMs[phase] ?? 0)), 0);
  const cells = PHASES.map((phase) => `${Math.round(cpuMs[phase] ?? 0)} ms`);
  process.stdout.write(
    `${[`${name} (${requests} requests, ${findings} findings)`, ...cells, (whole / plain).toFixed(1)].join(' | ')}\n`,
  );
}
process.stdout.write(`peak memory of all three: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`);
