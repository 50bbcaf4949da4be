import { EVERY_OPERATION } from '../every-operation.ts';
import type { ApiAnswer } from '../http.ts';
import { createRecurringMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

const BAD_GATEWAY: ApiAnswer = {
  status: 502,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  text: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
};

export const answers502Page: Mutant = createRecurringMutant(
  {
    id: 'answers-502-page',
    title: 'Every tenth answer is the page of a proxy',
    operations: EVERY_OPERATION,
    world: true,
    expects: ['gap.transport'],
  },
  10,
  BAD_GATEWAY,
);
