import { createAnsweringMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const answersWithWrongContentType: Mutant = createAnsweringMutant(
  {
    id: 'answers-with-wrong-content-type',
    title: 'JSON is sent as text/html',
    operations: ['adminListThinAmi'],
    expects: ['media.undocumented'],
  },
  (given) => {
    const headers = { ...given.headers, 'Content-Type': 'text/html; charset=utf-8' };
    return given.status === 200 ? { ...given, headers } : given;
  },
);
