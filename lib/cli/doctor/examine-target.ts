import type { RemoteConfig } from '../../config/config.ts';
import { systemClock } from '../../core/clock.ts';
import { defined } from '../../core/defined.ts';
import { foreseeDerivable } from '../../run/foresee-run.ts';
import { type RunOptions } from '../../run/run-options.ts';
import { createRedactorFor } from '../../run/redactor-of-run.ts';
import { inspectHost } from '../../transport/inspect-host.ts';
import { openWire } from '../../transport/wire.ts';
import type { Wire } from '../../transport/wire.ts';
import { credentialLines } from './credential-lines.ts';
import { hostLines } from './host-lines.ts';
import { type DoctorLine, ok, warn } from './line.ts';
import { probeOfControlPlane, probeOfTenant, serviceLines } from './service-lines.ts';
import { type Trials, tryCredentials } from './try-credentials.ts';

type Show = (text: string) => void;

/** The settings of a run that is looked at and not started. */
export type ExaminedRun = Omit<RunOptions, 'onProgress' | 'signal'>;

/** Host names, connections, certificates, clocks, latency, credentials: everything about a target that a run rests on. Sends reads only. */
export async function examineTarget(options: ExaminedRun, show: Show): Promise<readonly DoctorLine[]> {
  show('looks at the hosts');
  const hosts = await examineHosts(options.config);
  const redactor = createRedactorFor(options.config.secrets);
  const wire = openWire({
    addresses: options.inputs.platform.addresses(options.config),
    config: options.config,
    runId: options.runId,
    redactor,
  });
  try {
    const services = isReached(hosts) ? await examineServices(options, wire, show) : [];
    const trials = isReached([...hosts, ...services]) ? await tryAll(options, wire, show) : undefined;
    const credentials = credentialLines({
      config: options.config,
      data: options.inputs.data,
      derivable: await foreseeDerived(options, trials),
      ...defined({ trials }),
    });
    const scope = options.inputs.platform.notesOnScope(options.config).map(scopeLine);
    return redactLines([...scope, ...hosts, ...services, ...credentials], (text) => redactor.redact(text));
  } finally {
    await wire.close();
  }
}

/** Makes the line about a part of the platform that is left out. */
function scopeLine(note: string): DoctorLine {
  return ok('scope', note);
}

async function tryAll(options: ExaminedRun, wire: Wire, show: Show): Promise<Trials> {
  show('shows each credential at work');
  return tryCredentials(options, wire);
}

/** The names that a run would derive. Nothing can be derived from a credential that is not accepted. */
async function foreseeDerived(options: ExaminedRun, trials: Trials | undefined): Promise<ReadonlySet<string>> {
  const refused = options.inputs.platform.callers.list
    .filter(({ id }) => trials?.get(id)?.kind === 'refused')
    .flatMap(({ holds }) => holds.map(({ secret }) => secret));
  const secrets = Object.fromEntries(
    Object.entries(options.config.secrets).filter(([name]) => !refused.includes(name)),
  );
  const { steps } = await foreseeDerivable({ ...options, config: { ...options.config, secrets } });
  return new Set(steps.flatMap((step) => step.extracts.map(({ name }) => name)));
}

function isReached(lines: readonly DoctorLine[]): boolean {
  return lines.every((line) => line.state !== 'fail');
}

async function examineHosts(config: RemoteConfig): Promise<readonly DoctorLine[]> {
  const { cpBaseUrl, tenantBaseUrl } = config;
  const slug = config.org?.slug;
  const controlPlane =
    cpBaseUrl === undefined ? [] : await examineHost(config, 'control plane', cpBaseUrl, 'CP_BASE_URL');
  if (tenantBaseUrl === undefined) return controlPlane;
  if (slug === undefined)
    return [
      ...controlPlane,
      warn(
        'tenant',
        'not looked at: which org it is for is not known yet',
        'set ORG_SLUG to look at its tenant; without it a run makes an org of its own',
      ),
    ];
  const tenant = await examineHost(config, 'tenant', tenantBaseUrl.replace('{slug}', slug), 'TENANT_BASE_URL');
  return [...controlPlane, ...tenant];
}

async function examineHost(
  { limits, tlsCa }: RemoteConfig,
  who: string,
  url: string,
  variable: string,
): Promise<readonly DoctorLine[]> {
  const report = await inspectHost(url, {
    timeoutMs: limits.connectTimeoutMs,
    clock: systemClock,
    ...defined({ tlsCa }),
  });
  return hostLines({ who, url, variable, nowMs: systemClock.nowMs() }, report);
}

async function examineServices(
  { config, inputs }: ExaminedRun,
  wire: Wire,
  show: Show,
): Promise<readonly DoctorLine[]> {
  show('asks the services');
  const { latencyBudgetMs } = config.limits;
  const controlPlane = config.cpBaseUrl === undefined ? undefined : probeOfControlPlane(inputs.contract);
  const lines =
    controlPlane === undefined
      ? []
      : await serviceLines({ who: 'control plane', request: controlPlane, latencyBudgetMs }, wire);
  if (config.org === undefined || config.tenantBaseUrl === undefined) return lines;
  return [
    ...lines,
    ...(await serviceLines({ who: 'tenant', request: probeOfTenant(config.org.slug), latencyBudgetMs }, wire)),
  ];
}

/** Redacts the lines. None is made from a secret; this makes sure that none is printed all the same. */
function redactLines(lines: readonly DoctorLine[], redact: (text: string) => string): readonly DoctorLine[] {
  return lines.map((line) => ({ ...line, detail: redact(line.detail) }));
}
