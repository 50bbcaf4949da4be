import { hashText } from '../core/hash.ts';
import type { RuleId } from '../rules/rules.ts';
import { printPlace, type Place } from './place.ts';

/** What makes a finding the same finding in the next run. */
export interface Identity {
  readonly rule: RuleId;
  readonly check: string;
  readonly operationId: string;
  readonly place: Place;
  readonly tier?: string;
}

const DIGITS = 16;

/** The name of a finding over runs: never made of words, severity, time or anything that varies. */
export function fingerprintOf({ rule, check, operationId, place, tier }: Identity): string {
  return hashText([rule, check, operationId, printPlace(place), tier ?? ''].join('\n')).slice(0, DIGITS);
}
