/**
 * Lets only one case at a time make something of a kind, until one of that kind has been removed: where removals are refused, one
 * thing stays, and not one of each case that is under way. Kinds are operation ids of the calls that remove.
 */
export class Rehearsals {
  readonly #shown = new Set<string>();
  readonly #underWay = new Set<string>();
  #waiting: (() => void)[] = [];

  /** Does the work once none of the kinds is being rehearsed. Its result says which removals were tried. */
  async during<Result>(
    kinds: readonly string[],
    work: () => Promise<Result>,
    triedIn: (result: Result) => readonly string[],
  ): Promise<Result> {
    const open = (): readonly string[] => kinds.filter((kind) => !this.#shown.has(kind));
    while (open().some((kind) => this.#underWay.has(kind)))
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const held = open();
    for (const kind of held) this.#underWay.add(kind);
    try {
      const result = await work();
      for (const kind of triedIn(result)) this.#shown.add(kind);
      return result;
    } finally {
      for (const kind of held) this.#underWay.delete(kind);
      for (const wake of this.#waiting.splice(0)) wake();
    }
  }
}
