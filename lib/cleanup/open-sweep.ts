import { defined } from '../core/defined.ts';
import type { PlanContext } from '../cases/plan-context.ts';
import { createEntryLookup } from '../cases/parse-conformance-data.ts';
import { HarnessError } from '../core/errors.ts';
import type { Clock } from '../core/clock.ts';
import { wasNeverSent, type Exchange } from '../exchange/exchange.ts';
import { isUnreachable } from '../transport/unreachable.ts';
import type { Leftover } from '../findings/run-record.ts';
import type { Limits } from '../config/config.ts';
import { adminTokenCall, orgRemoval } from '../setup/bootstrap-steps.ts';
import type { Inputs } from '../setup/read-inputs.ts';
import { look } from './remove-entry.ts';
import { foreseeEntry, sweepEntries, type SweepOptions, type SweepResult } from './sweep.ts';
import { createSweepCredentials, type SweepCredentialsOptions } from './sweep-credentials.ts';
import type { CleanupLedger, LedgerEntry } from './cleanup-ledger.ts';

export interface OpenSweepOptions extends Pick<SweepCredentialsOptions, 'wire' | 'known' | 'addSecret'> {
  readonly inputs: Pick<Inputs, 'contract' | 'data'>;
  readonly limits: Pick<Limits, 'requestTimeoutMs' | 'pollIntervalMs'>;
  readonly clock: Clock;
  /** Base URL without which there is no use in going on; at the end of a run everything is tried all the same. */
  readonly givesUpWithout?: string;
  readonly onProgress?: (text: string) => void;
}

/** Sweeps ledgers of one target, with credentials that it derives where the ones of the run are gone. */
export interface Sweep {
  readonly run: (entries: readonly LedgerEntry[], settle: CleanupLedger['settle']) => Promise<SweepResult>;
  /** What would be removed, and the commands that do it; nothing is sent. */
  readonly foresee: (entries: readonly LedgerEntry[]) => readonly Leftover[];
}

export function openSweep(options: OpenSweepOptions): Sweep {
  const { wire, clock, limits, onProgress } = options;
  const context = contextFor(options.inputs);
  const adminToken = adminTokenCall(context);
  const credentials = createSweepCredentials({ ...options, adminToken });
  const { watch, throwIfNothingAnswered } = createWatch(options.givesUpWithout);
  const proof = orgRemoval(context)?.proof;
  const isOrgGone = async (slug: string): Promise<boolean> =>
    (await look({ wire, credentials, watch }, proof, new Map([['org.slug', slug]])))?.isGone === true;
  const tools: Omit<SweepOptions, 'settle'> = {
    wire,
    credentials,
    watch,
    isOrgGone,
    adminToken,
    clock,
    inDoubtForMs: limits.requestTimeoutMs,
    pollIntervalMs: limits.pollIntervalMs,
    ...defined({ onProgress }),
  };
  return {
    run: async (entries, settle) => {
      const result = await sweepEntries(entries, { ...tools, settle });
      throwIfNothingAnswered();
      return result;
    },
    foresee: (entries) => [...entries].reverse().map((entry) => foreseeEntry(entry, adminToken)),
  };
}

/** Enough for building calls: nothing is generated and nothing withheld. */
function contextFor({ contract, data }: OpenSweepOptions['inputs']): PlanContext {
  return {
    contract,
    data,
    bodies: new Map(),
    available: new Set(),
    given: new Set(),
    isOwnOrg: false,
    withhold: () => undefined,
    withholdExposed: () => undefined,
    isSpelledAlike: () => false,
    entry: createEntryLookup(data),
  };
}

interface Watch {
  readonly watch: (exchange: Exchange) => void;
  readonly throwIfNothingAnswered: () => void;
}

/** A control plane that does not answer is out of reach; one tenant may be gone for good, but not all that there is. */
function createWatch(baseUrl: string | undefined): Watch {
  let isAnswering = false;
  let unreachable: HarnessError | undefined;
  return {
    watch: (exchange) => {
      const { outcome, request } = exchange;
      if (outcome.kind === 'answered') isAnswering = true;
      else if (baseUrl !== undefined && (isUnreachable(exchange) || wasNeverSent(exchange))) {
        const { origin } = new URL(request.url);
        unreachable = cannotReach(origin, `${outcome.reason}: ${outcome.detail}`);
        if (origin === new URL(baseUrl).origin) throw unreachable;
      }
    },
    throwIfNothingAnswered: () => {
      if (!isAnswering && unreachable !== undefined) throw unreachable;
    },
  };
}

function cannotReach(origin: string, why: string): HarnessError {
  return new HarnessError('unreachable', `cannot reach ${origin} (${why}); what is left there stays in the ledgers`, [
    'run `conform sweep` again when it can be reached',
  ]);
}
