import { expect, it } from 'vitest';
import { testAnswer } from '../../tests/support/test-context.ts';
import { isRefusedRemoval } from './refused-removal.ts';

it.each([
  [400, true],
  [409, true],
  [412, true],
  [422, true],
  [200, false],
  [401, false],
  [403, false],
  [404, false],
  [410, false],
  [429, false],
  [503, false],
])('%d is a refusal of the removal: %s', (status, isRefused) => {
  expect(isRefusedRemoval(testAnswer(status))).toBe(isRefused);
});
