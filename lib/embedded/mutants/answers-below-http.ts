import { createAnsweringMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const answersBelowHttp: Mutant = createAnsweringMutant(
  {
    id: 'answers-below-http',
    title: 'Runtime images are answered with bytes that are not HTTP',
    operations: ['adminListRuntimeImage'],
    expects: ['surface.no-answer'],
  },
  (given) => {
    const bytes = Buffer.from('HTTP/one 200 fine\r\nno headers here\r\n\r\n', 'latin1');
    return given.status === 200 ? { ...given, raw: { bytes, then: 'end' } } : given;
  },
);
