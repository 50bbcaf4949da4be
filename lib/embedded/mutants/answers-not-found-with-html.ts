import { createAnsweringMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

export const answersNotFoundWithHtml: Mutant = createAnsweringMutant(
  {
    id: 'answers-not-found-with-html',
    title: 'A missing org is answered with a page of HTML',
    incident: 'I-31',
    operations: ['getOrg'],
    expects: ['media.undocumented'],
  },
  (given) => {
    if (given.status !== 404) return given;
    const headers = { ...given.headers, 'Content-Type': 'text/html; charset=utf-8' };
    return { ...given, headers, text: '<!doctype html><title>Not found</title><h1>Not found</h1>' };
  },
);
