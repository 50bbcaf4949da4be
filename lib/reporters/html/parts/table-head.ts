import { h, type ComponentChild } from 'preact';

interface TableHeadProps {
  readonly names: readonly string[];
  /** Each name is a button by which the table is sorted. */
  readonly sorts?: true;
}

/** The head of a table: one row of names. */
export function TableHead({ names, sorts }: TableHeadProps): ComponentChild {
  return h(
    'thead',
    null,
    h(
      'tr',
      null,
      names.map((name) =>
        h(
          'th',
          { key: name, scope: 'col' },
          sorts === true ? h('button', { type: 'button', 'data-sorts': '' }, name) : name,
        ),
      ),
    ),
  );
}
