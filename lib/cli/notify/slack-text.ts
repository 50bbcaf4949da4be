import { cutText, toPrintable } from '../../reporters/safe-text.ts';

const LONGEST_TEXT = 300;

const CONTROL: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Text that we have not written ourselves, for a message in Slack's mrkdwn: inside a code span nothing is a link, a mention or
 * formatting, and without `<` nothing is a control sequence such as `<!channel>`.
 */
export function slackCode(text: string): string {
  const shown = escapeControl(toPrintable(cutText(text, LONGEST_TEXT))).replaceAll('`', "'");
  return `\`${shown.trim() === '' ? '(empty)' : shown}\``;
}

/** A link of the configuration. */
export function slackLink(url: string, title: string): string {
  return `<${escapeControl(new URL(url).href).replaceAll('|', '%7C')}|${title}>`;
}

/** The three characters that control sequences are made of (Slack, "Formatting text for app surfaces"). */
export function escapeControl(text: string): string {
  return text.replace(/[&<>]/g, (character) => CONTROL[character] ?? character);
}
