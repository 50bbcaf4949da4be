import { expect, it } from 'vitest';
import { Rehearsals } from './rehearsals.ts';

it('lets one case make a thing until one of its kind was removed, and all others then', async () => {
  const rehearsals = new Rehearsals();
  const log: string[] = [];
  const make = (name: string, kinds: readonly string[], tried: readonly string[]) =>
    rehearsals.during(
      kinds,
      async () => {
        log.push(`${name} begins`);
        await Promise.resolve();
        await Promise.resolve();
        log.push(`${name} ends`);
      },
      () => tried,
    );
  await Promise.all([
    make('first', ['deleteOrg'], []),
    make('second', ['deleteOrg'], ['deleteOrg']),
    make('other', ['deleteKey'], ['deleteKey']),
    make('third', ['deleteOrg', 'deleteKey'], ['deleteOrg']),
    make('fourth', ['deleteOrg'], []),
  ]);
  const at = (text: string): number => log.indexOf(text);
  expect(at('other begins')).toBeLessThan(at('first ends'));
  expect(at('second begins')).toBeGreaterThan(at('first ends'));
  expect(at('third begins')).toBeGreaterThan(at('second ends'));
  expect(at('fourth begins')).toBeLessThan(at('third ends'));
});

it('goes on where a case ends with a fault', async () => {
  const rehearsals = new Rehearsals();
  const broken = rehearsals.during(
    ['deleteOrg'],
    () => Promise.reject(new Error('a fault')),
    () => [],
  );
  await expect(broken).rejects.toThrow('a fault');
  const after = rehearsals.during(
    ['deleteOrg'],
    () => Promise.resolve('done'),
    () => ['deleteOrg'],
  );
  expect(await after).toBe('done');
});
