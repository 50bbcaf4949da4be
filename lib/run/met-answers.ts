import type { ConformanceData } from '../cases/operation-data.ts';
import type { Plan } from '../cases/plan.ts';
import { renderCurl } from '../cases/reproduce.ts';
import { isAtOwnAddress } from '../checks/answer-facts.ts';
import { answerHeadersAreSafe, missingWait } from '../checks/answer-headers-are-safe.ts';
import { errorHasItsShape, otherErrorShape } from '../checks/error-has-its-shape.ts';
import { statusIsDeclared } from '../checks/status-is-declared.ts';
import { responseFor, type Contract, type Operation } from '../contract/contract.ts';
import { compareText, listWords } from '../core/text.ts';
import { wordsOf } from '../exchange/describe-in-its-words.ts';
import { cutBody, isProxyPage, withoutBody, type Answer, type Exchange } from '../exchange/exchange.ts';
import { isDenial, isRedirect } from '../exchange/status.ts';
import type { Observation, Occurrence } from '../findings/finding.ts';
import { makeFinding } from '../findings/make-finding.ts';
import { MET, type Evidence } from '../findings/run-record.ts';
import { ruleOf } from '../rules/rules.ts';
import type { WireAnswer } from '../transport/wire.ts';
import { LONGEST_BODY } from './journal-lines.ts';
import { caseOf } from './latency-findings.ts';
import { severityFor } from './judge-case.ts';

/** An answer that no check looks at, with the drift that it shows. */
export interface MetAnswer {
  readonly operationId: string;
  readonly observation: Observation;
  readonly reproduce: string;
  readonly exchange: Exchange;
}

/**
 * Gathers the answers of a run that no check looks at and that show drift all the same: those of the set-up, of steps towards a probe,
 * of removals, and of a limiter that asks for a wait (OpenAPI 3.1, responses object). One of each kind is kept.
 */
export class MetAnswers {
  readonly #contract: Contract;
  readonly #data: ConformanceData;
  readonly #met = new Map<string, MetAnswer>();

  constructor(contract: Contract, data: ConformanceData) {
    this.#contract = contract;
    this.#data = data;
  }

  see({ request, exchange, isJudged }: WireAnswer): void {
    const { outcome } = exchange;
    const operation = this.#contract.operation(request.operationId);
    if (isJudged || operation === undefined || outcome.kind === 'failed' || !isAtOwnAddress(operation, request)) return;
    const isSensitive = this.#data.operations[operation.id]?.sensitive === true;
    for (const observation of observationsOf(this.#contract, operation, outcome)) {
      const met: MetAnswer = {
        operationId: operation.id,
        observation,
        reproduce: renderCurl(request),
        exchange: isSensitive ? withoutBody(exchange) : cutBody(exchange, LONGEST_BODY),
      };
      if (!this.#met.has(keyOf(met))) this.#met.set(keyOf(met), met);
    }
  }

  list(): readonly MetAnswer[] {
    return [...this.#met.values()];
  }
}

function keyOf({ operationId, observation }: MetAnswer): string {
  return [operationId, observation.rule, observation.seen].join(' ');
}

function observationsOf(contract: Contract, operation: Operation, answer: Answer): readonly Observation[] {
  if (isRedirect(answer.status) || isProxyPage(answer)) return [];
  const wait = missingWait(operation, answer);
  if (responseFor(operation, answer.status) !== undefined) return wait;
  const shape = otherErrorShape(contract, operation, answer);
  return [...undeclaredStatus(operation, answer), ...(shape === undefined ? [] : [shape]), ...wait];
}

function undeclaredStatus(operation: Operation, answer: Answer): readonly Observation[] {
  // The rules of the contract allow 401 and 403 alike where a credential is refused.
  if (isDenial(answer.status)) return [];
  const words = wordsOf(answer);
  return [
    {
      rule: 'status.undocumented',
      place: { kind: 'status', status: answer.status },
      clause: `${operation.pointer}/responses`,
      expected: listWords(operation.responses.map(({ status }) => status)),
      seen: words === undefined ? String(answer.status) : `${answer.status}: ${JSON.stringify(words)}`,
      severity: 'minor',
    },
  ];
}

interface MetParts {
  readonly contract: Contract;
  readonly data: ConformanceData;
  readonly plan: Plan;
  /** Ids of the cases that were sent. */
  readonly sent: ReadonlySet<string>;
  readonly met: readonly MetAnswer[];
}

interface MetFindings {
  readonly occurrences: readonly Occurrence[];
  readonly evidence: readonly Evidence[];
}

/**
 * Makes findings of the answers that a run met on its way, but for what the cases have found already. A case of the operation stands
 * for where they were met, which may differ in every run; of an operation that is not in the plan, its cases would have to be asked.
 */
export function metFindings(parts: MetParts, found: readonly Occurrence[]): MetFindings {
  const occurrences: Occurrence[] = [];
  const evidence: Evidence[] = [];
  const met = [...parts.met].sort((left, right) => compareText(keyOf(left), keyOf(right)));
  for (const { operationId, observation, reproduce, exchange } of met) {
    const operation = parts.contract.operation(operationId);
    const caseId = caseOf(parts, operationId)?.id ?? plannedCase(parts.plan, operationId);
    if (operation === undefined || caseId === undefined || isFound(found, operationId, observation)) continue;
    const made = makeFinding({
      contract: parts.contract,
      operation,
      check: checkOf(observation),
      observation,
      caseId,
      reproduce,
      severityOf: (rule, id) => severityFor(parts.data, rule, id),
    });
    if (occurrences.some(({ fingerprint }) => fingerprint === made.fingerprint)) continue;
    occurrences.push(made);
    evidence.push({ caseId, operationId, purpose: MET, exchange });
  }
  return { occurrences, evidence };
}

function checkOf({ rule }: Observation): string {
  return ([errorHasItsShape, answerHeadersAreSafe].find(({ rules }) => rules.includes(rule)) ?? statusIsDeclared).id;
}

function plannedCase({ sequences }: Plan, operationId: string): string | undefined {
  return sequences.find((sequence) => sequence.operationId === operationId)?.cases[0]?.id;
}

/** Whether a case says the same of the operation, or that the operation is not there, so that nothing else counts. */
function isFound(found: readonly Occurrence[], operationId: string, { place }: Observation): boolean {
  return found.some((finding) => {
    if (finding.operationId !== operationId && finding.place.seenIn !== operationId) return false;
    if (ruleOf(finding.rule).about === 'absence') return true;
    if (place.kind === 'header') return finding.place.kind === 'header' && finding.place.name === place.name;
    if (place.kind === 'error-body') return finding.place.kind === 'error-body' && finding.place.form === place.form;
    return place.kind === 'status' && isOfStatus(finding, place.status);
  });
}

function isOfStatus({ place, seen }: Occurrence, status: number | undefined): boolean {
  return place.kind === 'status' ? place.status === status : seen.split(/[\s,:]/)[0] === String(status);
}
