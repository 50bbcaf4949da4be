import type { JudgedCase } from '../run/session.ts';
import { printPlace } from '../findings/place.ts';

/** Fails a vitest test with what was found; has no stack, since no line of ours is at fault. */
export class DriftError extends Error {
  constructor(judged: JudgedCase) {
    const lines = judged.findings.map(
      (finding) =>
        `${finding.severity} ${finding.rule} (${finding.clause.position.file}:${finding.clause.position.line}) ${printPlace(finding.place)}: expected ${finding.expected}, saw ${finding.seen}`,
    );
    super(lines.length === 0 ? judged.reason : lines.join('\n'));
    this.name = 'Drift';
    this.stack = `${this.name}: ${this.message}`;
  }
}
