import { toVariable } from '../core/names.ts';
import { wholeScope } from '../cases/scope.ts';
import { accommodate, nameOfThing } from '../cases/accommodations.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import { adviseAccommodation } from '../cases/propose-accommodation.ts';
import { bindRequest, fillText, namesIn } from '../cases/bind.ts';
import { aimAt, type PlanContext } from '../cases/plan-context.ts';
import { renderCurl } from '../cases/reproduce.ts';
import { buildRemoval } from '../cases/removal.ts';
import type { Clock } from '../core/clock.ts';
import type { Leftover } from '../findings/run-record.ts';
import type { CleanupLedger, LedgerEntry } from './cleanup-ledger.ts';
import {
  adminTokenCall,
  type AdminTokenCall,
  createSweepCredentials,
  opensDeployment,
  secretsIn,
  slugName,
  type SweepCredentialsOptions,
} from './sweep-credentials.ts';
import { look, type RemovalOutcome, removeEntry, type RemoveTools, unboundNames } from './remove-entry.ts';
import { defined } from '../core/defined.ts';
import { createEntryLookup } from '../cases/operation-entry.ts';
import { HarnessError } from '../core/errors.ts';
import { type Exchange, wasNeverSent } from '../exchange/exchange.ts';
import { isUnreachable } from '../transport/unreachable.ts';
import type { Limits } from '../config/limits.ts';

/** Something that the sweep has settled, with how it is known to be gone. */
interface Swept {
  readonly kind: string;
  readonly name: string;
  readonly proof: string;
}

export interface SweepResult {
  /** Things that were there, and are gone now. */
  readonly removed: readonly Swept[];
  /** Things that were gone already, or never made. */
  readonly absent: readonly Swept[];
  /** Things that may have been made, and cannot be looked for. */
  readonly unsure: readonly Swept[];
  readonly leftovers: readonly Leftover[];
}

export interface OpenSweepOptions extends Pick<SweepCredentialsOptions, 'wire' | 'known' | 'addSecret'> {
  readonly inputs: Pick<PlanContext, 'contract' | 'data'>;
  readonly limits: Pick<Limits, 'requestTimeoutMs' | 'pollIntervalMs'>;
  readonly clock: Clock;
  /** Base URL of the control plane, or of a tenant alone, where the sweep is to end once that cannot be reached; at the end of a run it goes on. */
  readonly givesUpWithout?: string;
  readonly onProgress?: (text: string) => void;
}

/** Sweeps ledgers of one target, with credentials that it derives where the ones of the run are gone. */
export interface Sweep {
  readonly run: (entries: readonly LedgerEntry[], settle: CleanupLedger['settle']) => Promise<SweepResult>;
  /** The things that would be removed, with the commands that do it; nothing is sent. */
  readonly foresee: (entries: readonly LedgerEntry[]) => readonly Leftover[];
}

/** The call of `adminDeleteTenant` for the org with that slug, by the operator. */
export function tenantDeletion(slug: string) {
  return { as: 'cp-admin', path: { slug }, body: { confirm: slug } };
}

export function openSweep(options: OpenSweepOptions): Sweep {
  const { wire, clock, limits, onProgress } = options;
  const context = contextFor(options.inputs);
  const adminToken = adminTokenCall(context);
  const credentials = createSweepCredentials({ ...options, adminToken });
  const { watch, throwIfNothingAnswered } = createWatch(options.givesUpWithout);
  const proof =
    context.contract.operation('adminDeleteTenant') === undefined
      ? undefined
      : buildRemoval(context, { operation: 'adminDeleteTenant', ...tenantDeletion('${org.slug}') }, undefined).proof;
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
      const accommodated = entries.map((entry) => accommodateEntry(entry, context.data.accommodations));
      const result = await sweepEntries(accommodated, { ...tools, settle });
      throwIfNothingAnswered();
      return result;
    },
    foresee: (entries) =>
      [...entries]
        .reverse()
        .map((entry) => foreseeEntry(accommodateEntry(entry, context.data.accommodations), adminToken)),
  };
}

/** Has a thing removed as the target demands by now, which the run that made it may not have known. */
function accommodateEntry(entry: LedgerEntry, accommodations: ConformanceData['accommodations']): LedgerEntry {
  if (accommodations === undefined) return entry;
  const name = namesIn(entry.undo.path).map(nameOfThing).find(Boolean);
  const known = new Map(Object.entries(entry.values));
  const { find } = entry;
  const isFound = find !== undefined && unboundNames(find.value, known).length === 0;
  return {
    ...entry,
    undo: accommodate(entry.undo, accommodations),
    values: { ...(name !== undefined && isFound ? { [name]: fillText(find.value, known) } : {}), ...entry.values },
  };
}

/** A context that is enough for building calls: no bodies are generated, and nothing is withheld. */
function contextFor({ contract, data }: OpenSweepOptions['inputs']): PlanContext {
  return {
    contract,
    data,
    scope: wholeScope(contract),
    families: [],
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

/**
 * Ends the sweep when the base URL cannot be reached, or when nothing answered at all. A single tenant that cannot be reached
 * ends nothing: it may be gone for good.
 */
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

interface SweepOptions extends RemoveTools {
  readonly settle: (id: string, proof: string) => void;
  readonly adminToken: AdminTokenCall | undefined;
  /** Whether the org with that slug is shown to be gone: then everything on its tenant is, too. */
  readonly isOrgGone: (slug: string) => Promise<boolean>;
  readonly clock: Clock;
  /** How long a request may be under way after the process that sent it has ended. */
  readonly inDoubtForMs: number;
  readonly pollIntervalMs: number;
  readonly onProgress?: (text: string) => void;
}

/**
 * Removes everything that a ledger still holds, newest first, by exact id, and settles an entry only when the thing is shown to be
 * gone. A thing whose creation was never answered is looked for by its name, which only its run gives.
 */
async function sweepEntries(entries: readonly LedgerEntry[], options: SweepOptions): Promise<SweepResult> {
  const removed: Swept[] = [];
  const absent: Swept[] = [];
  const unsure: Swept[] = [];
  const stuck: (readonly [LedgerEntry, Map<string, string>, string])[] = [];
  for (const entry of [...entries].reverse()) {
    const values = new Map(Object.entries(entry.values));
    options.onProgress?.(`removes ${entry.kind}: ${nameOf(entry, values)}`);
    const outcome = await removeSurely(options, entry, values);
    if (outcome.kind === 'left') {
      const advice = outcome.proposal === undefined ? '' : `; ${adviseAccommodation(outcome.proposal)}`;
      stuck.push([entry, values, `${outcome.why}${advice}`]);
      continue;
    }
    const proof = outcome.kind === 'gone' ? outcome.proof : outcome.why;
    options.settle(entry.id, proof);
    const list = outcome.kind === 'unsure' ? unsure : outcome.wasThere ? removed : absent;
    list.push({ kind: entry.kind, name: nameOf(entry, values), proof });
  }
  const leftovers: Leftover[] = [];
  for (const [entry, values, why] of stuck) {
    if (await wentWithItsOrg(options, entry, values)) {
      const proof = 'its org is gone, and it went with it';
      options.settle(entry.id, proof);
      removed.push({ kind: entry.kind, name: nameOf(entry, values), proof });
    } else {
      leftovers.push({
        kind: entry.kind,
        name: `${nameOf(entry, values)} (${why})`,
        removal: renderRemoval(entry, values, options.adminToken),
      });
    }
  }
  return { removed, absent, unsure, leftovers };
}

const MOST_LOOKS = 3;

/** A creation that may still be under way can come to be after the first look: it is looked for again before it counts as gone. */
async function removeSurely(
  options: SweepOptions,
  entry: LedgerEntry,
  values: Map<string, string>,
): Promise<RemovalOutcome> {
  let wasThere = false;
  for (let looks = 1; ; looks += 1) {
    const before = new Map(values);
    const outcome = await removeEntry(options, entry, values);
    if (outcome.kind !== 'gone') return outcome;
    wasThere ||= outcome.wasThere;
    const isInDoubt = !entry.isAnswered && options.clock.nowMs() - entry.atMs < options.inDoubtForMs;
    if (!isInDoubt || looks === MOST_LOOKS) return { ...outcome, wasThere };
    if (entry.find !== undefined && !before.has(entry.find.binds)) values.delete(entry.find.binds);
    await options.clock.sleep(options.pollIntervalMs);
  }
}

async function wentWithItsOrg(
  { isOrgGone }: SweepOptions,
  { undo }: LedgerEntry,
  values: ReadonlyMap<string, string>,
): Promise<boolean> {
  if (undo.service !== 'tenant' || undo.tenantSlug === undefined) return false;
  if (unboundNames(undo.tenantSlug, values).length > 0) return false;
  return isOrgGone(fillText(undo.tenantSlug, values));
}

/** The thing that would be removed, with the command that removes it. */
function foreseeEntry(entry: LedgerEntry, adminToken: AdminTokenCall | undefined): Leftover {
  const values = new Map(Object.entries(entry.values));
  return { kind: entry.kind, name: nameOf(entry, values), removal: renderRemoval(entry, values, adminToken) };
}

function nameOf({ undo, name }: LedgerEntry, values: ReadonlyMap<string, string>): string {
  if (unboundNames(undo.path, values).length > 0) return `${undo.path} of ${name}`;
  const { path } = bindRequest({ ...undo, query: [], headers: [] }, values);
  const slug = undo.tenantSlug;
  return slug === undefined || unboundNames(slug, values).length > 0 ? path : `${path} at ${fillText(slug, values)}`;
}

/**
 * Renders the command that removes a thing: with ids in place of names, and secrets as variables of the shell. In place of a key of
 * the run, which ended with it, the command reads the tenant's admin token.
 */
function renderRemoval(
  { undo }: LedgerEntry,
  values: ReadonlyMap<string, string>,
  adminToken: AdminTokenCall | undefined,
): string {
  const missing = unboundNames(undo, values).map((name) => toVariable(name));
  // The shell refuses to run the command until somebody has set what is not known.
  if (missing.length > 0)
    return `${missing.map((name) => `: "\${${name}:?is not known; look for what was made, and set it}"; `).join('')}${renderCurl(undo, values)}`;
  const keys = secretsIn(undo).filter((name) => !opensDeployment(name));
  const slug = values.get(slugName(keys[0] ?? '', undo));
  if (keys.length === 0 || adminToken === undefined || slug === undefined) return renderCurl(undo, values);
  const withToken = aimAt(undo, { secrets: Object.fromEntries(keys.map((name) => [name, 'tenantAdminToken'])) });
  const read = renderCurl(adminToken.request, new Map([['org.slug', slug]])).replace(' -i ', ' ');
  const member = adminToken.at.slice(1);
  const extract = `sed -n 's/.*"${member}" *: *"\\([^"]*\\)".*/\\1/p'`;
  return `TENANT_ADMIN_TOKEN=$(${read} | ${extract}); ${renderCurl(withToken, values)}`;
}
