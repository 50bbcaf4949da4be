import { type Bindings, namesIn } from '../cases/bind.ts';
import { proposeAccommodation } from '../cases/propose-accommodation.ts';
import { keyOfNobody, type PreflightProbe, type ProofCall, whyUnproven } from '../cases/plan.ts';
import { readCredentialProof } from '../access/compare-callers.ts';
import { defined } from '../core/defined.ts';
import { describeInItsWords } from '../exchange/describe-in-its-words.ts';
import type { Answer, Exchange } from '../exchange/exchange.ts';
import type { Gap } from '../findings/finding.ts';
import { throwIfBudgetSpent, throwIfUnreachable } from '../transport/unreachable.ts';
import type { Sent, Wire } from '../transport/wire.ts';
import { secretName, toVariable } from '../core/names.ts';
import { HarnessError } from '../core/errors.ts';
import type { RemoteConfig } from '../config/config.ts';
import type { BootstrapStep } from './bootstrap-step.ts';
import type { ShowInstance } from './show-service.ts';

/** A credential that could not be shown to work. */
export interface Unproven {
  readonly reason: string;
  /**
   * True where successes of this credential may still be judged, and only its refusals prove nothing: the target itself issued it
   * in this run, or lets in everybody. Any other credential that was not accepted may simply be wrong.
   */
  readonly isUsable: boolean;
  /** The operation that it was tried at first, and its answer; absent where nothing could be sent. */
  readonly tried?: TriedCall;
}

interface TriedCall {
  readonly operationId: string;
  readonly seen: string;
  /** What to write into a file of accommodations, where the answer says what is missing. */
  readonly proposal?: string;
}

export interface PreflightResult {
  /** By tier or persona. */
  readonly unproven: Readonly<Record<string, Unproven>>;
  readonly gaps: readonly Gap[];
  readonly requests: Readonly<Record<string, number>>;
  /** Further tries, where the first operation did not let it in. */
  readonly repeats: number;
}

interface PreflightOptions {
  readonly wire: Wire;
  readonly bindings: Bindings;
  /** Names of the secrets that the configuration gave: only these may be wrong. */
  readonly given: ReadonlySet<string>;
}

/** Shows credentials at work. What it has learned of one is not asked for again. */
interface Preflight {
  /** The calls that `tryReads` may send. */
  readsOf(probe: PreflightProbe): readonly ProofCall[];
  /** Tries with reads alone, as far as their names are bound yet; undefined where none can be sent. */
  tryReads(probe: PreflightProbe): Promise<Unproven | 'proven' | undefined>;
  /** Tries the credentials of everybody who is to send something. */
  run(probes: readonly PreflightProbe[]): Promise<PreflightResult>;
}

/**
 * Shows each credential at work where the contract lets it in: with an answer that whoever is let in gets, and nobody does.
 * A credential that is not accepted at any of several operations, or is not at hand, proves nothing elsewhere: its cases
 * become gaps.
 */
export function openPreflight(options: PreflightOptions): Preflight {
  const { wire, bindings, given } = options;
  const nobody = new Map<string, { readonly exchange: Exchange; readonly isPlanned: boolean }>();
  const proven = new Set<string>();
  const requests: Record<string, number> = {};
  let repeats = 0;

  const count = (operationId: string, isPlanned: boolean): void => {
    if (isPlanned) requests[operationId] = (requests[operationId] ?? 0) + 1;
    else repeats += 1;
  };
  const send = async (call: ProofCall, whose: 'nobody' | 'own', isPlanned: boolean): Promise<Sent> => {
    const request = whose === 'own' ? call.request : call.nobody;
    const sent = await wire.send(request, bindings, { isRepeatable: call.isRepeatable, expected: call.answers });
    count(call.operationId, isPlanned);
    throwIfUnreachable(sent);
    throwIfBudgetSpent(sent, 'shows each credential at work', 'nothing was judged, and all cases are left');
    return sent;
  };
  const answerToNobody = async (call: ProofCall, isPlanned: boolean): Promise<Exchange> => {
    const key = keyOfNobody(call);
    const known = nobody.get(key);
    if (known === undefined) {
      const { exchange } = await send(call, 'nobody', isPlanned);
      nobody.set(key, { exchange, isPlanned });
      return exchange;
    }
    // It was sent before, beyond the plan of another credential, and is now one that the plan counts.
    if (isPlanned && !known.isPlanned) {
      repeats -= 1;
      count(call.operationId, true);
      nobody.set(key, { ...known, isPlanned });
    }
    return known.exchange;
  };
  /** Tries one call after the other until one shows the credential at work. */
  const prove = async (
    { secrets }: PreflightProbe,
    calls: readonly ProofCall[],
    planned: ProofCall,
  ): Promise<Unproven | undefined> => {
    let tried: { readonly call: ProofCall; readonly exchange: Exchange } | undefined;
    let isOpen = false;
    for (const call of calls) {
      const toNobody = await answerToNobody(call, call === planned);
      const { exchange } = await send(call, 'own', call === planned);
      const proof = readCredentialProof(call.answers, defined({ own: answerIn(exchange), nobody: answerIn(toNobody) }));
      if (proof === 'proven') return undefined;
      isOpen ||= proof === 'lets-in-everybody';
      tried ??= { call, exchange };
    }
    if (tried === undefined)
      return { reason: 'nothing could be sent that shows its credential at work', isUsable: false };
    const { operationId } = tried.call;
    const seen = describeInItsWords(tried.exchange);
    const proposal = proposeAccommodation(operationId, tried.exchange);
    if (isOpen)
      return {
        reason: `${operationId} answers nobody as it answers its credential, so that nothing shows that this works: ${seen}`,
        isUsable: true,
        tried: { operationId, seen, ...defined({ proposal }) },
      };
    return {
      reason: `its credential was not accepted by ${operationId}, which should let it in: ${seen}`,
      isUsable: !secrets.some((name) => given.has(name)),
      tried: { operationId, seen, ...defined({ proposal }) },
    };
  };

  const readsOf = (probe: PreflightProbe): readonly ProofCall[] =>
    whyUnproven(probe) === undefined
      ? [probe, ...probe.otherwise].filter((call) => isRead(call) && isBound(call, bindings))
      : [];

  return {
    readsOf,
    async tryReads(probe) {
      const reads = readsOf(probe);
      if (reads.length === 0) return undefined;
      const problem = await prove(probe, reads, probe);
      if (problem !== undefined) return problem;
      if (reads[0] === probe) proven.add(probe.tier);
      return 'proven';
    },
    async run(probes) {
      const unproven: Record<string, Unproven> = {};
      for (const probe of probes.filter(({ tier }) => !proven.has(tier))) {
        const reason = whyUnproven(probe);
        const others = probe.otherwise.filter((call) => isBound(call, bindings));
        const problem =
          reason === undefined ? await prove(probe, [probe, ...others], probe) : { reason, isUsable: false };
        if (problem !== undefined) unproven[probe.tier] = problem;
      }
      return { unproven, gaps: Object.entries(unproven).map(gapOf), requests: { ...requests }, repeats };
    },
  };
}

function gapOf([tier, { reason, tried }]: readonly [string, Unproven]): Gap {
  return {
    rule: 'gap.credential-unproven',
    ...(tried === undefined ? {} : { operationId: tried.operationId }),
    tier,
    reason,
  };
}

function isRead({ request }: ProofCall): boolean {
  return request.method === 'GET';
}

function isBound({ request, nobody }: ProofCall, bindings: Bindings): boolean {
  return namesIn([request, nobody]).every((name) => bindings.has(name));
}

function answerIn({ outcome }: Exchange): Answer | undefined {
  return outcome.kind === 'answered' ? outcome : undefined;
}

/** Names of the configured secrets that the steps send. */
export function secretsOf({ secrets }: RemoteConfig, steps: readonly BootstrapStep[]): readonly string[] {
  const asked = new Set(steps.flatMap(({ request }) => namesIn(request)));
  return Object.keys(secrets).filter((name) => asked.has(secretName(name)));
}

/** Ends the run where a credential that the steps send is not accepted, before anything is made with it. */
export async function proveWhatBootstrapRestsOn(
  preflight: Preflight,
  probes: readonly PreflightProbe[],
  secrets: readonly string[],
  showInstance: ShowInstance,
): Promise<void> {
  for (const probe of probes.filter((each) => each.secrets.every((name) => secrets.includes(name)))) {
    for (const { request } of preflight.readsOf(probe)) await showInstance(request);
    const problem = await preflight.tryReads(probe);
    if (problem === undefined || problem === 'proven' || problem.isUsable) continue;
    const variables = probe.secrets.map((name) => toVariable(secretName(name))).join(' and ');
    throw new HarnessError(
      'not-accepted',
      `${variables} is not accepted by this deployment: ${problem.reason}; the run rests on it, and nothing was made or judged`,
      [`set ${variables} to one that is valid at this target; \`conform doctor\` tries each credential on its own`],
    );
  }
}
