import { z } from 'zod';
import { effectSchema, reachSchema } from '../core/effect.ts';
import { jsonValue } from '../core/json.ts';
import { SEVERITIES } from '../core/severity.ts';
import type { RuleId } from '../rules/rules.ts';
import type { Accommodations } from './accommodations.ts';

const template = z.string().describe('Text with ${name} placeholders, bound when the request is sent');
const statusCode = z.number().int().min(100).max(599);
// Held against the rules by `checkReferences`, which says with the line what may have been meant.
const ruleId = z.string() as unknown as z.ZodType<RuleId>;
const fill = z.record(z.string(), template.nullable());

const item = z.strictObject({ at: z.string().optional().describe('JSON Pointer into the item'), is: jsonValue });

const seen = z
  .strictObject({
    at: z.string().describe('JSON Pointer into the answer'),
    equals: jsonValue.optional(),
    includes: jsonValue.optional().describe('An array at that place has this item'),
    not: jsonValue.optional(),
    lists: item.optional().describe('The list at that place has an item with this value'),
    omits: item.optional().describe('The list at that place has no item with this value'),
    orAbsent: z.boolean().optional().describe('The member may be missing as well'),
    unseen: z.string().optional().describe('What stays unverified where the member is missing'),
    if: z
      .strictObject({ at: z.string(), equals: jsonValue })
      .optional()
      .describe('Counts only where the answer shows this'),
    rule: ruleId,
  })
  .describe('What an answer has to show');

const undo = z.strictObject({
  operation: z.string(),
  as: z.string(),
  path: fill.optional(),
  query: fill.optional(),
  body: jsonValue.optional(),
});

const followUp = z
  .strictObject({
    operation: z.string(),
    as: z.string(),
    path: fill.optional(),
    query: fill.optional(),
    body: jsonValue.optional(),
    expect: statusCode,
    rule: ruleId.optional().describe('What is reported when the answer is another'),
    sees: z.array(seen).optional(),
  })
  .describe('A request after the probe that looks at its effect');

const fixture = z.strictObject({
  operation: z.string(),
  as: z.string(),
  path: fill.optional(),
  body: jsonValue.optional(),
  bodies: z
    .array(jsonValue)
    .min(1)
    .optional()
    .describe('In place of `body`: bodies in order of preference; the first that is accepted is used'),
  on: z.string().optional().describe('The fixture that it is done to, which is made before it'),
  binds: z.record(z.string(), z.string()).optional(),
  persona: z
    .record(z.string(), z.strictObject({ scheme: z.string(), secret: z.string(), from: z.string() }))
    .optional()
    .describe('A credential that the fixture mints, to be used by later steps'),
  undo: undo.optional(),
});

const body = z.strictObject({
  set: z
    .record(z.string(), jsonValue)
    .optional()
    .describe('Members put in place of generated ones, where they are sent'),
  omit: z
    .array(z.string())
    .optional()
    .describe('Optional members that cannot be filled without knowing the deployment'),
  minimal: jsonValue.optional().describe('The minimal body, where the generated one would not do'),
  base: jsonValue
    .optional()
    .describe('What invalid bodies and further cases are made from, where the minimal body would set more going'),
  either: z
    .array(z.string())
    .min(2)
    .optional()
    .describe('Members that exclude one another, where only the prose of the contract says so'),
  exactly: jsonValue.optional().describe('The only body that is sent'),
  only: z
    .enum(['minimal', 'full'])
    .optional()
    .describe('Which of the two bodies is sent, where the other would not do'),
});

const extraCase = z.strictObject({
  title: z.string(),
  as: z.string().optional(),
  path: fill.optional(),
  query: fill.optional(),
  headers: z.record(z.string(), template).optional(),
  body: body.pick({ set: true, exactly: true }).optional(),
  fixtures: z.array(z.string()).optional(),
  consumes: z.array(z.string()).optional(),
  undo: undo.or(z.literal('none')).optional(),
  then: z.array(followUp).optional(),
  sees: z.array(seen).optional(),
  effect: effectSchema.optional(),
  expect: statusCode,
  orRefused: z.string().optional().describe('Why a refusal is as good as the success that `expect` names'),
  rule: ruleId.optional(),
});

const probe = z
  .strictObject({
    path: fill.optional(),
    query: fill.optional(),
    body: jsonValue.optional(),
    answers: z.array(statusCode).min(1).describe('How a rightful caller is answered'),
    reach: reachSchema.optional().describe('Whom the probe touches when it is carried out'),
    doneBefore: z
      .boolean()
      .optional()
      .describe(
        'Whether the operation is called once for the workspace of its probes first, so that they change nothing more',
      ),
    foreign: z
      .strictObject({
        fixtures: z.array(z.string()),
        path: fill.optional(),
        then: z.array(followUp).optional(),
      })
      .optional()
      .describe('For credentials of somebody else: aimed at a thing that the run made'),
  })
  .describe('The request of the tier matrix: harmless when it is carried out');

const operationEntry = z.strictObject({
  effect: effectSchema,
  reach: reachSchema,
  access: z
    .enum(['any-session', 'member', 'member-or-owner', 'member-by-body', 'owner'])
    .optional()
    .describe('Which sessions are let in, where the contract names a session'),
  success: statusCode.optional().describe('The success of the plain call, where the contract declares several'),
  path: fill.optional(),
  query: fill.optional(),
  body: body.optional(),
  binds: z.record(z.string(), z.string()).optional(),
  fixtures: z.array(z.string()).optional(),
  consumes: z.array(z.string()).optional().describe('Fixtures that are gone when the call succeeds'),
  undo: undo.optional(),
  then: z.array(followUp).optional(),
  echo: z.array(z.string()).optional().describe('Members that are answered as they were sent'),
  same: z
    .strictObject({ path: z.string().optional(), query: z.string().optional(), body: z.string() })
    .optional()
    .describe('The answer names the thing that was asked for'),
  always: z.array(seen).optional().describe('What every success has to show: members that agree with one another'),
  negatives: z
    .strictObject({ path: fill.optional(), query: fill.optional() })
    .optional()
    .describe('What invalid requests are aimed at, where the fixture is not needed'),
  mayBeUnknown: z.string().optional().describe('Why a success is right although a path parameter names nothing'),
  mayReturn: z.array(z.string()).optional().describe('Secret members that the operation is there to return'),
  latencyBudgetMs: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('How long an answer may take, where the usual budget does not fit'),
  sensitive: z.boolean().optional().describe('Bodies of this operation are never stored'),
  probe,
  cases: z.record(z.string(), extraCase).optional(),
  unprovoked: z
    .record(z.string(), z.string())
    .optional()
    .describe('Declared statuses that a run cannot bring about, and why'),
  mayLack: z
    .record(z.string(), z.string())
    .optional()
    .describe('Declared members of its successes that are there only in some circumstances, and in which'),
});

const persona = z.strictObject({
  title: z.string(),
  holds: z.array(z.strictObject({ scheme: z.string(), secret: z.string() })),
});

const deviation = z.strictObject({
  tier: z.string(),
  service: z.enum(['cp', 'tenant']),
  scheme: z.string().describe('The scheme in whose place the secret is accepted'),
  secret: z.string(),
  reason: z.string(),
});

const spent = z
  .strictObject({
    title: z.string(),
    scheme: z.string(),
    secret: z.string().describe('Name under which the run keeps it'),
    like: z.string().describe('The tier whose request is sent with it'),
    inPlaceOf: z.string().describe('The secret of that tier that it takes the place of'),
  })
  .describe('A credential that was right once');

const alias = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    service: z.enum(['cp', 'tenant']).describe('Whose operations it leads to'),
    through: z.enum(['cp', 'tenant']).describe('Whose host it stands on'),
    path: z.strictObject({ from: z.string(), to: z.string() }).optional(),
    headers: z.record(z.string(), template).optional(),
    callers: z.array(z.strictObject({ as: z.string(), rule: ruleId.optional() })),
    mirrors: z
      .array(z.string())
      .optional()
      .describe('Set where reads answer the same there; headers that its answers carry'),
  })
  .describe('Another address under which operations may answer, outside the contract');

const removal = z
  .strictObject({
    proof: z
      .strictObject({
        operation: z.string(),
        as: z.string().describe('Who looks; `same` is whoever removes'),
        path: z
          .record(z.string(), z.string())
          .optional()
          .describe('Its path parameters, and which of the removal they are'),
        expect: statusCode.optional(),
        absent: z
          .strictObject({ list: z.string(), at: z.string(), is: z.string() })
          .optional()
          .describe(
            'No item of the list at that place has at that pointer what the removal names in that path parameter',
          ),
      })
      .optional()
      .describe('How it is known that the thing is gone'),
    find: z
      .strictObject({ operation: z.string(), list: z.string(), at: z.string(), id: z.string() })
      .optional()
      .describe('How a thing is found by its name when its creation was never answered'),
    otherwise: z
      .strictObject({
        operation: z.string(),
        as: z.string(),
        path: z.record(z.string(), z.string()).describe('Its path parameters, and which of the removal they are'),
        body: z
          .record(z.string(), z.string())
          .optional()
          .describe('Its members, and which path parameters they repeat'),
      })
      .optional()
      .describe('Another call that removes it as well, for when the first credential is not at hand any more'),
  })
  .describe('What there is to know about removing something');

/** `spec/conformance.yaml`: what the contract cannot say and a run needs to know. */
export const conformanceDataSchema = z.strictObject({
  version: z.literal(1),
  values: z.record(z.string(), z.string()),
  personas: z.record(z.string(), persona),
  deviations: z.record(z.string(), deviation),
  spent: z.record(z.string(), spent),
  aliases: z.array(alias),
  quotas: z
    .record(z.string(), z.strictObject({ perHour: z.number().int().positive(), because: z.string() }))
    .default({})
    .describe('By operation that has a limit of its own, rarer than that of its host'),
  removals: z.record(z.string(), removal).describe('By operation that removes something'),
  severities: z
    .array(
      z.strictObject({
        rule: ruleId,
        operations: z.array(z.string()).optional(),
        severity: z.enum(SEVERITIES),
        because: z.string(),
      }),
    )
    .describe('Where a rule weighs more or less than usual'),
  fixtures: z.record(z.string(), fixture),
  operations: z.record(z.string(), operationEntry),
});

/** The data beside the contract, as `conformanceDataSchema` parses it. */
export type ConformanceData = z.infer<typeof conformanceDataSchema> & {
  /** What the target demands besides, by operation id. */
  readonly accommodations?: Accommodations['operations'];
};
/** Data that says nothing. */
export const NO_DATA: ConformanceData = conformanceDataSchema.parse({
  version: 1,
  values: {},
  personas: {},
  deviations: {},
  spent: {},
  aliases: [],
  removals: {},
  severities: [],
  fixtures: {},
  operations: {},
});

/** The entry of one operation. */
export type OperationEntry = z.infer<typeof operationEntry>;
/** A guard or an error that needs more than a schema. */
export type ExtraCase = z.infer<typeof extraCase>;
/** A call that looks at the effect of a probe. */
export type FollowUp = z.infer<typeof followUp>;
/** A thing that a case may need: how it is made, what is bound from it, how it is removed. */
export type FixtureData = z.infer<typeof fixture>;
/** The call that removes what a success made. */
export type UndoData = z.infer<typeof undo>;
/** A clause about what an answer has to show. */
export type SeenData = z.infer<typeof seen>;
/** Members that take the place of generated ones in a body. */
export type BodyData = z.infer<typeof body>;
/** Values of parameters by name, as templates; `null` leaves a query parameter out. */
export type Fill = z.infer<typeof fill>;
