import { bindRequest, fillText } from '../cases/bind.ts';
import { toVariable } from '../cases/case-builder.ts';
import { aimAt } from '../cases/plan-context.ts';
import { renderCurl } from '../cases/reproduce.ts';
import type { Clock } from '../core/clock.ts';
import type { Leftover } from '../findings/run-record.ts';
import type { LedgerEntry } from './cleanup-ledger.ts';
import { opensDeployment, secretsIn, slugName, type AdminTokenCall } from './sweep-credentials.ts';
import { removeEntry, unboundNames, type RemovalOutcome, type RemoveTools } from './remove-entry.ts';

/** Something that the sweep has settled, and how it is known. */
export interface Swept {
  readonly kind: string;
  readonly name: string;
  readonly proof: string;
}

export interface SweepResult {
  /** What was there and is not any more. */
  readonly removed: readonly Swept[];
  /** What turned out not to be there, or never to have been made. */
  readonly absent: readonly Swept[];
  /** What nobody can tell. */
  readonly unsure: readonly Swept[];
  readonly leftovers: readonly Leftover[];
}

export interface SweepOptions extends RemoveTools {
  readonly settle: (id: string, proof: string) => void;
  readonly adminToken: AdminTokenCall | undefined;
  /** Shows an org, by its slug, to be gone: what was on its tenant went with it. */
  readonly isOrgGone: (slug: string) => Promise<boolean>;
  readonly clock: Clock;
  /** How long a request may still be under way whose sender is gone. */
  readonly inDoubtForMs: number;
  readonly pollIntervalMs: number;
  readonly onProgress?: (text: string) => void;
}

/**
 * Removes what a ledger still holds, newest first, by exact id, and settles an entry only when the thing is shown to be
 * gone. What was made and never answered is looked for by its name, which only its run gives.
 */
export async function sweepEntries(entries: readonly LedgerEntry[], options: SweepOptions): Promise<SweepResult> {
  const removed: Swept[] = [];
  const absent: Swept[] = [];
  const unsure: Swept[] = [];
  const stuck: (readonly [LedgerEntry, Map<string, string>, string])[] = [];
  for (const entry of [...entries].reverse()) {
    const values = new Map(Object.entries(entry.values));
    options.onProgress?.(`removes ${entry.kind}: ${nameOf(entry, values)}`);
    const outcome = await removeSurely(options, entry, values);
    if (outcome.kind === 'left') {
      stuck.push([entry, values, outcome.why]);
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

/** What would be removed, and the command that does it. */
export function foreseeEntry(entry: LedgerEntry, adminToken: AdminTokenCall | undefined): Leftover {
  const values = new Map(Object.entries(entry.values));
  return { kind: entry.kind, name: nameOf(entry, values), removal: renderRemoval(entry, values, adminToken) };
}

function nameOf({ undo, name }: LedgerEntry, values: ReadonlyMap<string, string>): string {
  if (unboundNames(undo.path, values).length > 0) return `${undo.path} of ${name}`;
  const { path } = bindRequest({ ...undo, query: [], headers: [] }, values);
  const slug = undo.tenantSlug;
  return slug === undefined || unboundNames(slug, values).length > 0 ? path : `${path} at ${fillText(slug, values)}`;
}

/** The command that removes it: ids in place of names, secrets as variables of the shell. Keys of the run are gone with it; the tenant's admin token is read for it. */
function renderRemoval(
  { undo }: LedgerEntry,
  values: ReadonlyMap<string, string>,
  adminToken: AdminTokenCall | undefined,
): string {
  const missing = unboundNames(undo, values).map((name) => toVariable(name));
  // Nobody can fill in what nobody knows: the command says so in place of asking for a thing without a name.
  if (missing.length > 0)
    return `${missing.map((name) => `: "\${${name}:?is not known; look for what was made, and set it}"; `).join('')}${renderCurl(undo, values)}`;
  const keys = secretsIn(undo).filter((name) => !opensDeployment(name));
  const slug = values.get(slugName(keys[0] ?? '', undo));
  if (keys.length === 0 || adminToken === undefined || slug === undefined) return renderCurl(undo, values);
  const withToken = aimAt(undo, { secrets: Object.fromEntries(keys.map((name) => [name, 'tenantAdminToken'])) });
  const read = renderCurl(adminToken.request, new Map([['org.slug', slug]])).replace(' -i ', ' ');
  const member = adminToken.at.slice(1);
  const take = `sed -n 's/.*"${member}" *: *"\\([^"]*\\)".*/\\1/p'`;
  return `TENANT_ADMIN_TOKEN=$(${read} | ${take}); ${renderCurl(withToken, values)}`;
}
