import type { ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { pluralise } from '../../../core/text.ts';
import type { CellView, ExchangeView, FindingState } from '../page-data.ts';

/** The sign and the words of a cell, which say the same as its colour. */
interface CellMark {
  readonly kind: 'in' | 'out' | 'drift' | 'unknown' | 'covered' | 'unprobed';
  readonly symbol: string;
  readonly title: string;
}

const MARKS = {
  in: { kind: 'in', symbol: '+', title: 'let in, as documented' },
  out: { kind: 'out', symbol: '\u2212', title: 'refused, as documented' },
  drift: { kind: 'drift', symbol: '\u2717', title: 'drift' },
  unknown: { kind: 'unknown', symbol: '?', title: 'could not tell' },
  covered: { kind: 'covered', symbol: '\u2248', title: 'covered by another operation of the same gate' },
  unprobed: { kind: 'unprobed', symbol: '\u00b7', title: 'not probed' },
} as const satisfies Readonly<Record<CellMark['kind'], CellMark>>;

/** All marks that a cell may have, for the legend. */
export const ALL_MARKS: readonly CellMark[] = Object.values(MARKS);

/** Returns the mark of a cell: its verdict, and whether the caller got in where that is as expected. */
export function markOf(cell: CellView): CellMark {
  switch (cell.verdict) {
    case 'as-expected':
      return cell.access === 'refused' ? MARKS.out : MARKS.in;
    case 'drift':
      return MARKS.drift;
    case 'could-not-tell':
      return MARKS.unknown;
    case 'covered':
      return MARKS.covered;
    case 'not-probed':
      return MARKS.unprobed;
  }
}

/** Draws a severity as a coloured word. */
export function SeverityMark({ severity }: { readonly severity: string }): ComponentChild {
  return <span class={`severity ${severity}`}>{severity}</span>;
}

const STATE_TITLES: Readonly<Record<FindingState, string>> = {
  new: 'new',
  known: 'known',
  lapsed: 'acceptance lapsed',
  worse: 'worse than accepted',
};

/** Draws the state of a finding by the baseline, in words. */
export function StateMark({ state }: { readonly state: FindingState }): ComponentChild {
  return <span class={`state ${state}`}>{STATE_TITLES[state]}</span>;
}

/** Renders a count with its word, the digits in groups of three: `1 finding`, `12,000 findings`. */
export function showCount(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${pluralise(count, word)}`;
}

interface CopyableProps {
  readonly text: string;
  /** The name of the text, which is part of the name of the button. */
  readonly what: string;
}

/** Draws a command with a button that copies it. */
export function Copyable({ text, what }: CopyableProps): ComponentChild {
  return (
    <div class="copyable">
      <pre tabIndex={0} role="group" aria-label={what}>
        <code>{text}</code>
      </pre>
      <CopyButton what={what} textOf={() => text} />
    </div>
  );
}

/** Draws a button that copies a text; `what` names the text to readers of the screen. */
export function CopyButton({ what, textOf }: { readonly what: string; readonly textOf: () => string }): ComponentChild {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const copy = (): void => {
    void writeClipboard(textOf()).then((isCopied) => {
      setState(isCopied ? 'copied' : 'failed');
      setTimeout(() => setState('idle'), 2000);
    });
  };
  const label = { idle: 'Copy', copied: 'Copied', failed: 'Select and copy by hand' }[state];
  return (
    <button type="button" class="copy" onClick={copy}>
      <span aria-live="polite">{label}</span>
      <span class="hidden"> {what}</span>
    </button>
  );
}

/** Copies a text, in the older way where a page from disk is refused the clipboard. */
async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyFromField(text);
  }
}

function copyFromField(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'hidden';
  document.body.append(field);
  field.select();
  // Deprecated, and still the only way without access to the clipboard.
  const isCopied = document.execCommand('copy');
  field.remove();
  return isCopied;
}

/** Draws requests and answers, message by message. Secrets were replaced when the exchanges were made. */
export function Exchanges({ exchanges }: { readonly exchanges: readonly ExchangeView[] }): ComponentChild {
  return (
    <div class="exchanges">
      {exchanges.map((exchange, index) => (
        <details key={index} open={exchange.purpose === 'probe'}>
          <summary>
            <b>{exchange.purpose}</b> {exchange.outcome}
          </summary>
          <div class="messages">
            {message('Request', exchange.request)}
            {message('Answer', exchange.answer)}
          </div>
        </details>
      ))}
    </div>
  );
}

function message(title: string, text: string): ComponentChild {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <pre tabIndex={0} role="group" aria-label={title}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}

interface TableHeadProps {
  readonly names: readonly string[];
  /** Makes each name a button that sorts the table. */
  readonly sorts?: true;
}

/** Draws the head of a table: one row of names. */
export function TableHead({ names, sorts }: TableHeadProps): ComponentChild {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col">
            {sorts === true ? (
              <button type="button" data-sorts="">
                {name}
              </button>
            ) : (
              name
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}
