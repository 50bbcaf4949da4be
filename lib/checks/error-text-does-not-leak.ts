import { isSuccess } from '../exchange/status.ts';
import { declaredResponse, responsesPointer, textOf } from './answer-facts.ts';
import { judgeBy, PASSED, skip, type Check, type CheckContext } from './check.ts';

/** Texts that show the inside of a service, with a name for each. */
const LEAKS: readonly (readonly [RegExp, string])[] = [
  [
    /\bat\s+\S+\s*\(\S+:\d+(?::\d+)?\)|\n\s+at\s+\S+|goroutine \d+ \[|Traceback \(most recent call last\)/,
    'a stack trace',
  ],
  [/\.(?:go|py|js|ts|rb|java):\d+\b/, 'a place in the source code'],
  [
    /\b(?:SELECT\b[\s\S]{1,200}\bFROM|INSERT INTO|UPDATE\b[\s\S]{1,80}\bSET|DELETE FROM)\b|\bpq: |\bSQLSTATE\b|\bsqlite3?: /,
    'an SQL statement or driver error',
  ],
  [
    /\bstripe: |"request_id":\s*"req_|\bcard_declined\b|\bWorkOSError\b|\bAccessDenied(?:Exception)?: User: arn:/,
    "another provider's raw error",
  ],
  [/\b(?:[a-z0-9-]+\.)+(?:internal|svc\.cluster\.local|compute\.amazonaws\.com)\b/i, 'the name of an internal host'],
  [/(?:^|[\s"'(])\/(?:srv|usr|home|app|var|opt|root)\/[\w.-]+\/[\w./-]+/, 'a path of the machine'],
];

const ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
/** Mailboxes of a service, which an error may send people to. */
const OF_SERVICE = /^(?:abuse|admin|billing|contact|help|hello|info|no-?reply|sales|security|support|team)(?:[+.-]|@)/i;

/** True for an e-mail address that the caller did not send, and that is of no desk. */
function tellsPerson({ exchange }: CheckContext, text: string): boolean {
  const { url, headers, body = '' } = exchange.request;
  const sent = [url, body, ...headers.map(([, value]) => value)].join('\n');
  return [...text.matchAll(ADDRESS)].some(([address]) => !OF_SERVICE.test(address) && !sent.includes(address));
}

/** An error says what the caller did wrong, and nothing of what the service is made of (OWASP API8:2023). */
export const errorTextDoesNotLeak: Check = {
  id: 'error-text-does-not-leak',
  title: 'An error tells nothing of the inside of the service',
  clause: 'OWASP API Security Top 10, API8:2023',
  rules: ['ops.error-leak'],
  judgesOutside: true,
  evaluate: (context) => {
    const { answer } = context;
    if (isSuccess(answer.status) || answer.status < 400) return skip('not an error');
    const text = textOf(answer);
    const found = [
      ...LEAKS.filter(([pattern]) => pattern.test(text)).map(([, what]) => what),
      ...(tellsPerson(context, text) ? ['the address of a person'] : []),
    ];
    if (found.length === 0) return PASSED;
    return judgeBy([
      {
        rule: 'ops.error-leak',
        place: { kind: 'body', status: answer.status },
        clause: declaredResponse(context)?.pointer ?? responsesPointer(context),
        expected: 'an error in words for the caller',
        seen: found.join(', '),
      },
    ]);
  },
};
