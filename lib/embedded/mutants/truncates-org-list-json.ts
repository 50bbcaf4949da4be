import { createAnsweringMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const truncatesOrgListJson: Mutant = createAnsweringMutant(
  {
    id: 'truncates-org-list-json',
    title: 'The list of orgs is JSON that stops in the middle',
    operations: ['listOrgs'],
    expects: ['media.unparseable'],
  },
  (given) => {
    if (given.status !== 200) return given;
    const text = JSON.stringify(given.body);
    const headers = { ...given.headers, 'Content-Type': 'application/json; charset=utf-8' };
    return { ...given, headers, text: text.slice(0, Math.floor(text.length / 2)) };
  },
);
