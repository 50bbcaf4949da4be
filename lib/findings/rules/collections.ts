import type { Rule } from '../rule.ts';

/** Pages, filters and order of lists. */
export const collectionRules: readonly Rule[] = [
  {
    id: 'page.limit-ignored',
    title: 'The page size is ignored',
    severity: 'minor',
    why: 'Callers ask for little because they can hold little.',
    clause: 'the documented parameter of the operation',
    example: '50 rows for `limit=1`',
    fix: 'Apply the limit, or refuse what is out of range.',
  },
  {
    id: 'page.overlap',
    title: 'Pages overlap',
    severity: 'minor',
    why: 'Rows are handled twice, and others are missed.',
    clause: 'the documented parameters of the operation',
    example: 'the last row of a page is the first of the next',
    fix: 'Page by a stable and unique order.',
  },
  {
    id: 'page.loop',
    title: 'Paging does not come to an end',
    severity: 'minor',
    why: 'Clients run until they are stopped.',
    clause: 'the documented parameters of the operation',
    example: 'the last page names itself as the next',
    fix: 'Leave out the mark for the next page at the end.',
  },
  {
    id: 'page.total-differs',
    title: 'The total is not the number of rows',
    severity: 'minor',
    why: 'Progress and loops are computed from it.',
    clause: 'description of the total',
    example: '`count` is 3 and there are 2 rows',
    fix: 'Count what the list shows.',
  },
  {
    id: 'filter.ignored',
    title: 'A documented filter has no effect',
    severity: 'minor',
    why: 'Callers act on rows that they did not ask for.',
    clause: 'the documented parameter of the operation',
    example: '`?status=running` lists everything',
    fix: 'Apply the filter, and refuse what it cannot read.',
  },
  {
    id: 'sort.ignored',
    title: 'A documented order has no effect',
    severity: 'minor',
    why: 'The first row is taken for the newest or the cheapest.',
    clause: 'the documented parameter of the operation',
    example: '`?sort=name` comes in order of creation',
    fix: 'Apply the order.',
  },
];
