import { z } from 'zod';

/** What an operation does to the deployment when it succeeds. */
export const effectSchema = z.enum(['reads', 'creates', 'changes', 'destroys']);

export type Effect = z.infer<typeof effectSchema>;

/**
 * Whom a request touches if it is carried out, the widest last: nobody (`none`), only what the run made (`own`), the whole
 * org under test (`org`), or others too (`shared`).
 */
export const reachSchema = z.enum(['none', 'own', 'org', 'shared']);

export type Reach = z.infer<typeof reachSchema>;
