import type { Clock } from '../core/clock.ts';
import { createPace, type Pace } from './pace.ts';
import type { RateWindow } from './rate-window.ts';

interface OriginQueueOptions {
  readonly requestsPerSecond: number;
  readonly maxInFlight: number;
  readonly clock: Clock;
}

/** Facts about the limit of a host, read from one answer. */
interface Lesson {
  readonly window?: RateWindow;
  readonly isRefused: boolean;
}

/** First in, first out to one origin: so many at a time, so many a second, as often as its answers allow, and nothing during a pause. */
export interface OriginQueue {
  run<T>(task: () => Promise<T>, learn: (result: T) => Lesson): Promise<T>;
  readonly pace: Pace;
}

export function createOriginQueue({ requestsPerSecond, maxInFlight, clock }: OriginQueueOptions): OriginQueue {
  const intervalMs = requestsPerSecond > 0 ? 1000 / requestsPerSecond : 0;
  const pace = createPace();
  const waiting: (() => void)[] = [];
  let inFlight = 0;
  let nextStartMs = 0;
  let lastTurn: Promise<void> = Promise.resolve();
  let answered = createSignal();

  const acquireSlot = (): Promise<void> | undefined => {
    if (inFlight < maxInFlight) {
      inFlight += 1;
      return undefined;
    }
    return new Promise((resolve) => waiting.push(resolve));
  };
  const releaseSlot = (): void => {
    const next = waiting.shift();
    if (next === undefined) inFlight -= 1;
    else next();
  };
  const untilTurn = async (): Promise<void> => {
    for (;;) {
      const turn = pace.turn(clock.nowMs());
      if (turn.kind === 'after-an-answer') {
        await answered.promise;
        continue;
      }
      const nowMs = clock.monotonicMs();
      const waitMs = Math.max(nextStartMs - nowMs, turn.kind === 'at' ? turn.atMs - clock.nowMs() : 0);
      if (waitMs > 0) {
        await clock.sleep(waitMs);
        continue;
      }
      nextStartMs = Math.max(nowMs, nextStartMs) + intervalMs;
      pace.started();
      return;
    }
  };
  /** Serialises turns, because each changes the state of the pace that the next one reads. */
  const waitForTurn = (): Promise<void> => {
    lastTurn = lastTurn.then(untilTurn);
    return lastTurn;
  };
  const end = (lesson: Lesson): void => {
    pace.ended(clock.nowMs(), lesson);
    const signal = answered;
    answered = createSignal();
    signal.resolve();
  };

  return {
    pace,
    async run(task, learn) {
      await acquireSlot();
      let lesson: Lesson = { isRefused: false };
      try {
        await waitForTurn();
        try {
          const result = await task();
          lesson = learn(result);
          return result;
        } finally {
          end(lesson);
        }
      } finally {
        releaseSlot();
      }
    },
  };
}

interface Signal {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function createSignal(): Signal {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((onResolve) => {
    resolve = onResolve;
  });
  return { promise, resolve };
}
