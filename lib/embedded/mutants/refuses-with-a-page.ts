import { createAnsweringMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const refusesWithAPage: Mutant = createAnsweringMutant(
  {
    id: 'refuses-with-a-page',
    title: 'A 401 is a page of HTML',
    operations: ['getProvisionStatus', 'tenantListOrgTokens'],
    expects: ['auth.refusal-shape'],
  },
  (given) => {
    if (given.status !== 401) return given;
    const headers = { ...given.headers, 'Content-Type': 'text/html; charset=utf-8' };
    return { ...given, headers, text: '<!doctype html><title>Sign in</title><h1>Please sign in</h1>' };
  },
);
