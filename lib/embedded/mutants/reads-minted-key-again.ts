import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';

export const readsMintedKeyAgain: Mutant = createHandlingMutant(
  {
    id: 'reads-minted-key-again',
    title: 'The list of org keys shows the whole newest key as its prefix',
    operations: ['tenantListOrgTokens'],
    expects: ['secret.returned'],
    attack: 'Whoever sees the list holds the key.',
  },
  async (request, next, world) => {
    const given = await next(request);
    const { body } = given;
    const newest = [...(world.orgs.get(request.tenantOrgId ?? '')?.tenant.orgTokens.values() ?? [])].at(-1);
    if (newest === undefined || !isJsonObject(body) || !Array.isArray(body.tokens)) return given;
    // The elements of a JSON array are JSON.
    const rows = body.tokens as readonly JsonValue[];
    const tokens = rows.map((row) =>
      isJsonObject(row) && row.id === newest.id ? { ...row, prefix: newest.secret } : row,
    );
    return { ...given, body: { ...body, tokens } };
  },
);
