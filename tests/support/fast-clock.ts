import { systemClock, type Clock } from '../../lib/core/clock.ts';

/** A clock on which time passes so many times faster, for a target and a run that share it: a minute's wait is over soon. */
export function createFastClock(speed: number): Clock {
  const startMs = systemClock.nowMs();
  const startMonotonicMs = systemClock.monotonicMs();
  const passedMs = (): number => (systemClock.monotonicMs() - startMonotonicMs) * speed;
  return {
    nowMs: () => Math.floor(startMs + passedMs()),
    monotonicMs: () => startMonotonicMs + passedMs(),
    sleep: (durationMs) => systemClock.sleep(durationMs / speed),
  };
}
