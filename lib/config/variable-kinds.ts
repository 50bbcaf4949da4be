import { z } from 'zod';

/** The names under which secrets are known to the program. */
export const SECRET_NAMES = [
  'cpAdminBearer',
  'provisionSecret',
  'ownerSession',
  'memberSession',
  'strangerSession',
  'noTermsSession',
  'noCreditSession',
  'tenantAdminToken',
  'otherTenantAdminToken',
  'orgApiKey',
  'otherOrgApiKey',
  'workspaceToken',
  'otherWorkspaceToken',
] as const;

export type SecretName = (typeof SECRET_NAMES)[number];

/** In the order in which they stand in `.env.example`. Setting anything of the first four means a target of one's own. */
export const VARIABLE_GROUPS = {
  target: 'The deployment',
  org: 'An org that is already there',
  credentials: 'Credentials: bare values without blanks, and without a prefix such as "Bearer" or "mcp_session="',
  workspaces: 'Workspaces that are already there',
  pace: 'Pace and limits',
  safety: 'Safety',
  notification: 'Telling somebody',
} as const;

export type VariableGroup = keyof typeof VARIABLE_GROUPS;

/** What is to be said about a variable; messages, `.env.example` and the documentation are made from it. */
export interface VariableFacts {
  readonly group: VariableGroup;
  readonly comment: string;
  /** Ends the sentence "it must be ...". */
  readonly mustBe: string;
  readonly example: string;
  /** What counts when it is not set. */
  readonly otherwise?: string;
  /** Variables that have to be set with it. */
  readonly needs?: readonly string[];
  readonly secret?: SecretName;
  /** Not a credential of the target, and not to be shown either. */
  readonly hidden?: true;
}

export const variableFacts = z.registry<VariableFacts>();

/** Printable, no blank, no semicolon: what can stand in a header and in a cookie. A pasted `name=` is no part of it. */
const SECRET_TEXT = /^(?!mcp_session=)[\x21-\x3a\x3c-\x7e]{8,8192}$/;

export function text(accepts: RegExp | ((value: string) => boolean), facts: VariableFacts) {
  const isRight = (value: string) => (typeof accepts === 'function' ? accepts(value) : accepts.test(value));
  return z.string().refine(isRight).optional().register(variableFacts, facts);
}

export function secret(name: SecretName, comment: string, needs: readonly string[]) {
  return text(SECRET_TEXT, {
    group: name.toLowerCase().includes('workspace') ? 'workspaces' : 'credentials',
    comment,
    mustBe:
      'the bare value, 8 characters or more, without blanks and without a prefix such as "Bearer" or "mcp_session="',
    example: '',
    needs,
    secret: name,
  });
}

interface Range {
  readonly min: number;
  readonly max: number;
}

type PaceFacts = Pick<VariableFacts, 'comment' | 'example' | 'otherwise'>;

export function number({ min, max }: Range, facts: PaceFacts) {
  return numberText(
    /^\d{1,9}(?:\.\d{1,3})?$/,
    { min, max },
    {
      ...facts,
      group: 'pace',
      mustBe: `a number from ${min} to ${max}, such as 8 or 0.5`,
    },
  );
}

export function wholeNumber({ min, max }: Range, facts: PaceFacts) {
  return numberText(
    /^\d{1,9}$/,
    { min, max },
    { ...facts, group: 'pace', mustBe: `a whole number from ${min} to ${max}` },
  );
}

function numberText(form: RegExp, { min, max }: Range, facts: VariableFacts) {
  return z
    .string()
    .regex(form)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .optional()
    .register(variableFacts, facts);
}
