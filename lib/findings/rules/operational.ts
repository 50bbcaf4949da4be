import type { Rule } from '../rule.ts';

/** How a deployment is run, and what this program cannot decide. */
export const operationalRules: readonly Rule[] = [
  {
    id: 'ops.latency',
    title: 'Slower than its budget',
    severity: 'minor',
    why: 'It gets worse quietly until it times out.',
    clause: 'the latency budget in the configuration',
    example: 'progress takes 4 seconds a call',
    fix: 'Look at what the operation waits for.',
  },
  {
    id: 'ops.rate-limit-undocumented',
    title: 'A rate limit that is not documented',
    severity: 'minor',
    why: 'Callers do not know that they have to wait and try again.',
    clause: 'RFC 6585, section 4 (429); OpenAPI 3.1, responses object',
    example: '429 on an operation that does not declare it',
    fix: 'Declare 429 with its headers.',
    unreported: 'A 429 is waited out wherever it comes from.',
  },
  {
    id: 'ops.error-leak',
    title: 'An error tells about the inside',
    severity: 'major',
    why: 'Statements, paths and host names help an attacker with the next step.',
    clause: 'OWASP API8:2023; the Error schema is for callers',
    example: 'an error text with a SQL statement',
    fix: 'Log the cause with the request id, and answer with a sentence for callers.',
  },
  {
    id: 'ops.transport',
    title: 'The transport is not what it should be',
    severity: 'minor',
    why: 'Credentials travel in the clear, or soon nobody can connect.',
    clause: 'OpenAPI 3.1, server object; RFC 9325',
    example: 'plain HTTP is answered, or the certificate ends next week',
    fix: 'Serve HTTPS only, and renew in time.',
    unreported:
      '`conform doctor` looks at certificates; the client sends no credential over plain HTTP to another host.',
  },
  {
    id: 'ops.flaky',
    title: 'The same probe disagrees with itself',
    severity: 'minor',
    why: 'Neither a pass nor a failure can be believed.',
    clause: 'the same request in the same state has the same kind of answer',
    example: '200, then 500, then 200',
    fix: 'Compare the instances behind the balancer.',
  },
  {
    id: 'limit.second-opinion',
    title: 'Two validators disagree',
    severity: 'info',
    why: 'One of them is wrong, so the verdict on this body is less certain than it looks.',
    clause: 'a limit of this program, not of the deployment',
    example: 'one validator accepts a body that the other refuses',
    fix: 'Report it to this project with the schema.',
    unreported: 'Where the two validators disagree there is a gap: gap.second-opinion.',
  },
];
