import { systemClock, type Clock } from '../core/clock.ts';

/** The date in UTC, as acceptances have it (ISO 8601). */
export function today(clock: Pick<Clock, 'nowMs'> = systemClock): string {
  return new Date(clock.nowMs()).toISOString().slice(0, 10);
}
