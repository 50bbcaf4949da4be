import type { Clock } from '../core/clock.ts';

export interface OriginQueueOptions {
  readonly requestsPerSecond: number;
  readonly maxInFlight: number;
  readonly clock: Clock;
}

/** First in, first out to one origin: so many at a time, so many a second, and nothing during a pause. */
export interface OriginQueue {
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Starts nothing for so long, from now. A longer pause that is under way stays. */
  pause(durationMs: number): void;
  /** On the monotonic clock. */
  pausedUntilMs(): number;
}

export function createOriginQueue({ requestsPerSecond, maxInFlight, clock }: OriginQueueOptions): OriginQueue {
  const intervalMs = requestsPerSecond > 0 ? 1000 / requestsPerSecond : 0;
  const waiting: (() => void)[] = [];
  let inFlight = 0;
  let pausedUntilMs = 0;
  let nextStartMs = 0;

  const takePlace = (): Promise<void> | undefined => {
    if (inFlight < maxInFlight) {
      inFlight += 1;
      return undefined;
    }
    return new Promise((resolve) => waiting.push(resolve));
  };
  const leavePlace = (): void => {
    const next = waiting.shift();
    if (next === undefined) inFlight -= 1;
    else next();
  };
  const untilTurn = async (): Promise<void> => {
    for (;;) {
      const nowMs = clock.monotonicMs();
      const startMs = Math.max(nowMs, nextStartMs, pausedUntilMs);
      nextStartMs = startMs + intervalMs;
      if (startMs > nowMs) await clock.sleep(startMs - nowMs);
      // A pause may have begun meanwhile.
      if (clock.monotonicMs() >= pausedUntilMs) return;
    }
  };

  return {
    async run(task) {
      await takePlace();
      try {
        await untilTurn();
        return await task();
      } finally {
        leavePlace();
      }
    },
    pause(durationMs) {
      pausedUntilMs = Math.max(pausedUntilMs, clock.monotonicMs() + durationMs);
    },
    pausedUntilMs: () => pausedUntilMs,
  };
}
