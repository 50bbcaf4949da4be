import type { ComponentChild, ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { pluralise } from '../../../core/text.ts';
import type { CellView, ExchangeView } from '../page-data.ts';

/** The sign and the words of a cell, which say the same as its colour: by its verdict, and apart where it is refused as expected. */
const MARKS = {
  'as-expected': { kind: 'in', symbol: '+', title: 'let in, as documented' },
  refused: { kind: 'out', symbol: '\u2212', title: 'refused, as documented' },
  drift: { kind: 'drift', symbol: '\u2717', title: 'drift' },
  'could-not-tell': { kind: 'unknown', symbol: '?', title: 'could not tell' },
  covered: { kind: 'covered', symbol: '\u2248', title: 'covered by another operation of the same gate' },
  'not-probed': { kind: 'unprobed', symbol: '\u00b7', title: 'not probed' },
} as const satisfies Record<CellView['verdict'] | 'refused', object>;

type CellMark = (typeof MARKS)[keyof typeof MARKS];

/** All marks that a cell may have, for the legend. */
export const ALL_MARKS: readonly CellMark[] = Object.values(MARKS);

/** Returns the mark of a cell: its verdict, and whether the caller got in where that is as expected. */
export function markOf({ verdict, access }: CellView): CellMark {
  return MARKS[verdict === 'as-expected' && access === 'refused' ? 'refused' : verdict];
}

/** Draws the sign of a cell, of which readers of the screen are told the title instead. */
export function CellSign({ kind, symbol }: { readonly kind: string; readonly symbol: string }): ComponentChild {
  return (
    <span class={`cell ${kind}`} aria-hidden>
      {symbol}
    </span>
  );
}

/** Draws a severity as a coloured word. */
export function SeverityMark({ severity }: { readonly severity: string }): ComponentChild {
  return <span class={`severity ${severity}`}>{severity}</span>;
}

/** Renders a count with its word, the digits in groups of three: `1 finding`, `12,000 findings`. */
export function showCount(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${pluralise(count, word)}`;
}

/** Draws a name and what it stands for, in a list of such pairs. */
export function Fact({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ComponentChildren;
}): ComponentChild {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface VerbatimProps {
  /** The name of the text for readers of the screen. */
  readonly label: string;
  readonly text: string;
  readonly class?: string;
}

/** Draws a text as it is, line by line, which the keyboard can scroll. */
export function Verbatim({ label, text, class: className }: VerbatimProps): ComponentChild {
  return (
    <pre class={className} tabIndex={0} role="group" aria-label={label}>
      <code>{text}</code>
    </pre>
  );
}

/** Draws a command with a button that copies it; `what` names it, and is part of the name of the button. */
export function Copyable({ text, what }: { readonly text: string; readonly what: string }): ComponentChild {
  return (
    <div class="copyable">
      <Verbatim label={what} text={text} />
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
    <div>
      <p class="label">Exchanges</p>
      <div class="exchanges">
        {exchanges.map((exchange, index) => (
          <details key={index} open={exchange.purpose === 'probe'}>
            <summary>
              <b>{exchange.purpose}</b> {exchange.outcome}
            </summary>
            <div class="messages">
              {(['Request', 'Answer'] as const).map((title) => (
                <figure key={title}>
                  <figcaption>{title}</figcaption>
                  <Verbatim label={title} text={title === 'Request' ? exchange.request : exchange.answer} />
                </figure>
              ))}
            </div>
          </details>
        ))}
      </div>
    </div>
  );
}

interface TableProps {
  /** The name of the region in which the table scrolls. */
  readonly label: string;
  readonly class: string;
  readonly names: readonly string[];
  /** Makes each name a button that sorts the table. */
  readonly sorts?: true;
  /** The rows. */
  readonly children: ComponentChildren;
}

/** Draws a table with one row of names, which scrolls where it is too wide. */
export function Table({ label, class: className, names, sorts, children }: TableProps): ComponentChild {
  return (
    <div class="scroll" role="region" tabIndex={0} aria-label={label}>
      <table class={className}>
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
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
