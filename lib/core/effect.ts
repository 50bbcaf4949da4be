import { z } from 'zod';

/** The effect of an operation on the deployment when it succeeds. */
export const effectSchema = z.enum(['reads', 'creates', 'changes', 'destroys']);

export type Effect = z.infer<typeof effectSchema>;

/**
 * The reach of a request if it is carried out, the widest last. It touches nothing (`none`), only what the run made (`own`),
 * the whole org under test (`org`), or others too (`shared`).
 */
export const reachSchema = z.enum(['none', 'own', 'org', 'shared']);

export type Reach = z.infer<typeof reachSchema>;
