import { h, type ComponentChild } from 'preact';
import { useState } from 'preact/hooks';

interface CopyableProps {
  readonly text: string;
  /** What is copied: part of the name of the button. */
  readonly what: string;
}

/** A command as it is, with a button that copies it. */
export function Copyable({ text, what }: CopyableProps): ComponentChild {
  return h(
    'div',
    { class: 'copyable' },
    h('pre', { tabIndex: 0, role: 'group', 'aria-label': what }, h('code', null, text)),
    h(CopyButton, { what, textOf: () => text }),
  );
}

/** A button that copies a text; `what` names it to those who cannot see it. */
export function CopyButton({ what, textOf }: { readonly what: string; readonly textOf: () => string }): ComponentChild {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const copy = (): void => {
    void writeClipboard(textOf()).then((isCopied) => {
      setState(isCopied ? 'copied' : 'failed');
      setTimeout(() => setState('idle'), 2000);
    });
  };
  const label = { idle: 'Copy', copied: 'Copied', failed: 'Select and copy by hand' }[state];
  return h(
    'button',
    { type: 'button', class: 'copy', onClick: copy },
    h('span', { 'aria-live': 'polite' }, label),
    h('span', { class: 'hidden' }, ` ${what}`),
  );
}

/** A page from disk may be refused the clipboard; the older way still works there. */
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
  // Deprecated, and the only way where the clipboard is not granted.
  const isCopied = document.execCommand('copy');
  field.remove();
  return isCopied;
}
