import { createHandlingMutant } from '../mutant-factories.ts';
import type { Mutant } from '../mutant.ts';

const facts = {
  id: 'wraps-first-image-list',
  title: 'The first list of runtime images is wrapped in an object, every later one is as it should be',
  operations: ['adminListRuntimeImage'],
  expects: ['ops.flaky'],
};

export const wrapsFirstImageList: Mutant = {
  ...facts,
  apply: (hooks) => {
    let isFirst = true;
    createHandlingMutant(facts, async (request, next) => {
      const given = await next(request);
      if (!isFirst) return given;
      isFirst = false;
      return { ...given, body: { images: given.body ?? [] } };
    }).apply(hooks);
  },
};
