import { responseFor, type Contract, type Operation } from '../contract/contract.ts';
import { declaredMembers } from '../contract/declared-members.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { mediaTypeOf, type Answer } from '../exchange/exchange.ts';
import type { OperationObservation } from '../findings/run-record.ts';
import { isSuccess } from '../exchange/status.ts';
import type { SentStep } from './case-runner.ts';

/** Gathers what the answers of one operation showed of the contract. */
export class OperationObserver {
  readonly #contract: Contract;
  readonly #operation: Operation;
  readonly #statuses = new Set<string>();
  readonly #mediaTypes = new Set<string>();
  readonly #members = new Set<string>();
  readonly #undeclared = new Set<string>();
  readonly #enumValues = new Set<string>();
  readonly #successes: number[] = [];
  readonly #declared = new Map<string, DeclaredPlaces>();
  #requests = 0;
  #exercised = false;

  constructor(contract: Contract, operation: Operation) {
    this.#contract = contract;
    this.#operation = operation;
  }

  /**
   * Counts a request, and takes note of its answer where it was asked for the operation as the contract has it: another path
   * or method is answered by the router, or by nobody knows what. `isProbe`: the answer was judged for this operation, not
   * merely a step towards another.
   */
  see({ step, exchange }: Pick<SentStep, 'step' | 'exchange'>, isProbe: boolean): void {
    this.#requests += 1;
    if (step.outside === true || exchange.outcome.kind === 'failed') return;
    if (isProbe) this.#exercised = true;
    if (isSuccess(exchange.outcome.status)) this.#successes.push(exchange.durationMs);
    this.#seeAnswer(exchange.outcome);
  }

  #seeAnswer(answer: Answer): void {
    this.#statuses.add(String(answer.status));
    const mediaType = mediaTypeOf(answer.headers);
    if (mediaType !== undefined) this.#mediaTypes.add(mediaType);
    const response = responseFor(this.#operation, answer.status);
    const pointer = response?.content.find((content) => content.mediaType === mediaType)?.schemaPointer;
    if (response === undefined || pointer === undefined || answer.body.kind !== 'json') return;
    this.#seeBody(response.status, pointer, answer.body.value);
  }

  summarise(): OperationObservation {
    const declaredMembersOfAll = new Set<string>();
    const declaredEnums = new Set<string>();
    for (const response of this.#operation.responses) {
      for (const content of response.content) {
        if (content.schemaPointer === undefined) continue;
        const { members, enums } = declaredMembers(this.#contract, content.schemaPointer);
        for (const member of members) declaredMembersOfAll.add(`${response.status} ${member}`);
        for (const { place, values } of enums) {
          for (const value of values) declaredEnums.add(`${response.status} ${place} ${JSON.stringify(value)}`);
        }
      }
    }
    return {
      operationId: this.#operation.id,
      exercised: this.#exercised,
      statusesSeen: [...this.#statuses].sort(),
      statusesDeclared: this.#operation.responses.map((response) => response.status),
      mediaTypesSeen: [...this.#mediaTypes].sort(),
      membersSeen: [...this.#members].sort(),
      membersNeverSeen: [...declaredMembersOfAll].filter((member) => !this.#members.has(member)).sort(),
      membersUndeclared: [...this.#undeclared].sort(),
      enumValuesSeen: [...this.#enumValues].filter((value) => declaredEnums.has(value)).sort(),
      enumValuesNeverSeen: [...declaredEnums].filter((value) => !this.#enumValues.has(value)).sort(),
      requests: this.#requests,
      latencyP95Ms: this.#successes.length === 0 ? 0 : Math.max(1, percentile(this.#successes, 0.95)),
    };
  }

  #seeBody(status: string, pointer: string, body: JsonValue): void {
    const declared = this.#declaredAt(pointer);
    const visit = (value: JsonValue, place: string): void => {
      if (declared.enumPlaces.has(place)) this.#enumValues.add(`${status} ${place} ${JSON.stringify(value)}`);
      if (Array.isArray(value)) {
        for (const item of value as readonly JsonValue[]) visit(item, `${place}/*`);
      } else if (isJsonObject(value)) {
        for (const [name, member] of Object.entries(value)) {
          const named = `${place}/${name}`;
          const isMapValue = !declared.members.has(named) && declared.maps.has(place);
          const at = isMapValue ? `${place}/*` : named;
          if (declared.members.has(named)) this.#members.add(`${status} ${named}`);
          else if (!isMapValue) this.#undeclared.add(`${status} ${named}`);
          visit(member ?? null, at);
        }
      }
    };
    visit(body, '');
  }

  #declaredAt(pointer: string): DeclaredPlaces {
    const known = this.#declared.get(pointer);
    if (known !== undefined) return known;
    const { members, maps, enums } = declaredMembers(this.#contract, pointer);
    const made = {
      members: new Set(members),
      maps: new Set(maps),
      enumPlaces: new Set(enums.map((each) => each.place)),
    };
    this.#declared.set(pointer, made);
    return made;
  }
}

interface DeclaredPlaces {
  readonly members: ReadonlySet<string>;
  readonly maps: ReadonlySet<string>;
  readonly enumPlaces: ReadonlySet<string>;
}

function percentile(durations: readonly number[], share: number): number {
  const sorted = [...durations].sort((left, right) => left - right);
  return Math.round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0);
}
