import { countOf } from '../../core/text.ts';
import type {
  CaseTopic,
  CheckTopic,
  DeviationTopic,
  FamilyTopic,
  FaultTopic,
  FindingTopic,
  OperationTopic,
  Reference,
  RuleTopic,
  TierTopic,
  Topic,
  VariantTopic,
} from './topic.ts';
import { operationsOf } from '../../findings/merge-into-causes.ts';
import { printPlace } from '../../findings/place.ts';

const LABEL_WIDTH = 13;
const LINE_WIDTH = 100;

/** Renders a topic as text for a terminal. */
export function renderTopic(topic: Topic): string {
  return `${[topic.id, ...linesOf(topic).map((line) => (line === '' ? '' : `  ${line}`))].join('\n')}\n`;
}

function linesOf(topic: Topic): readonly string[] {
  switch (topic.kind) {
    case 'rule':
      return ruleLines(topic);
    case 'fault':
      return faultLines(topic);
    case 'check':
      return checkLines(topic);
    case 'tier':
      return tierLines(topic);
    case 'operation':
      return operationLines(topic);
    case 'case':
      return caseLines(topic);
    case 'family':
      return familyLines(topic);
    case 'variant':
      return variantLines(topic);
    case 'deviation':
      return deviationLines(topic);
    case 'finding':
      return findingLines(topic);
  }
}

function ruleLines(rule: RuleTopic): readonly string[] {
  return [
    rule.title,
    '',
    ...row('severity', rule.severity ?? 'none: a gap is something that could not be judged'),
    ...row('why', rule.why),
    ...row('clause', rule.clause),
    ...row('example', rule.example),
    ...row('fix', rule.fix),
    ...list('reported by', rule.checks),
    ...(rule.unreported === undefined ? [] : row('reported by', `nothing. ${rule.unreported}`)),
    ...list('shown by', rule.faults),
    ...(rule.faults.length === 0 ? [] : ['', `see it: conform run --fault ${rule.faults[0]?.id ?? ''}`]),
  ];
}

function faultLines(fault: FaultTopic): readonly string[] {
  return [
    fault.title,
    '',
    ...row('kind', 'a fault that the embedded deployment can have'),
    ...(fault.incident === undefined ? [] : row('repeats', fault.incident)),
    ...row('shows on', fault.operations.join(', ')),
    ...(fault.attack === undefined ? [] : row('attack', fault.attack)),
    ...list('reported as', fault.expects),
    ...(fault.callers.length === 0 ? [] : row('of callers', fault.callers.join('; '))),
    ...consequences('and also', fault.also),
    ...consequences('but not', fault.unseen),
    ...(fault.silent === undefined ? [] : row('not shown', fault.silent)),
    '',
    ...fault.seenBy.map((command) => `see it: ${command}`),
  ];
}

function consequences(label: string, all: FaultTopic['also']): readonly string[] {
  return all.flatMap(({ rule, operation, why }, index) =>
    row(index === 0 ? label : '', `${rule} on ${operation}: ${why}`),
  );
}

function checkLines(check: CheckTopic): readonly string[] {
  return [check.title, '', ...row('kind', 'a check'), ...row('clause', check.clause), ...list('reports', check.rules)];
}

function tierLines(tier: TierTopic): readonly string[] {
  const holds = tier.holds.flatMap(({ scheme, variable, howToGet }) =>
    row('holds', `${scheme}, configured as ${variable}: ${howToGet}`),
  );
  return [
    tier.title,
    '',
    ...row('kind', 'a tier: who calls'),
    ...(holds.length === 0 ? row('holds', 'nothing') : holds),
    ...row('let in by', `${tier.letsIn.length} of ${tier.operations} operations: ${tier.letsIn.join(', ')}`),
    ...(tier.undecided.length === 0 ? [] : row('left open by', tier.undecided.join(', '))),
    '',
    `try it: conform run --tier ${tier.id}`,
  ];
}

function operationLines(operation: OperationTopic): readonly string[] {
  return [
    operation.request,
    '',
    ...row('summary', `${operation.title}${operation.deprecated ? ' (deprecated)' : ''}`),
    ...row('contract', operation.position),
    ...row('service', `${operation.service} (${operation.tag})`),
    ...row('effect', operation.effect),
    ...row('credential', operation.credentials.length === 0 ? 'none needed' : operation.credentials.join('; or ')),
    ...row('lets in', operation.letsIn.join(', ')),
    ...(operation.undecided.length === 0 ? [] : row('left open', operation.undecided.join(', '))),
    ...row('statuses', operation.statuses.join(', ')),
    ...row('cases', `${operation.cases.length}, listed by: conform plan --only ${operation.id}`),
    '',
    `try it: conform run --only ${operation.id}`,
  ];
}

function caseLines(testCase: CaseTopic): readonly string[] {
  return [
    testCase.title,
    '',
    ...row('rests on', testCase.position),
    ...row('sent as', testCase.tier),
    ...row('effect', `${testCase.effect}, reaches ${testCase.reach}`),
    ...(testCase.withheld === undefined ? [] : row('not sent', testCase.withheld)),
    ...testCase.steps.flatMap((step) => row(step.purpose, `${step.request}, expects ${step.expects}`)),
    ...list('reported as', testCase.rule === undefined ? [] : [testCase.rule]),
    '',
    `send it yourself: ${testCase.reproduce}`,
    `run its operation: conform run --only ${testCase.operationId}`,
  ];
}

function familyLines(family: FamilyTopic): readonly string[] {
  return [
    family.title,
    '',
    ...row('kind', 'a family of cases'),
    ...row('cases', `${family.cases}, listed by: conform plan --family ${family.id}`),
    ...list('variants', family.variants),
    '',
    `try it: conform run --family ${family.id}`,
  ];
}

function variantLines(variant: VariantTopic): readonly string[] {
  const { operations } = variant;
  return [
    variant.title,
    '',
    ...row('kind', `a variant of the family ${variant.family}`),
    ...row('expects', variant.expects),
    ...list('reported as', variant.rules),
    ...(variant.attack === undefined ? [] : row('attack', variant.attack)),
    ...row('sent to', countOf(operations.length, 'operation')),
    ...row('example', variant.example.caseId),
    '',
    `send it yourself: ${variant.example.reproduce}`,
  ];
}

function deviationLines(deviation: DeviationTopic): readonly string[] {
  return [
    ...row('kind', 'a known deviation: what it covers is no finding, and every run says where it was met'),
    ...row('deviates', deviation.title),
    ...row('of tier', `${deviation.tier}, on the ${deviation.service}`),
    ...row('stands in', deviation.file),
  ];
}

function findingLines({ run, rule, finding, fix }: FindingTopic): readonly string[] {
  const { file, line } = finding.clause.position;
  return [
    `${finding.method} ${finding.path}  ${finding.operationId}`,
    '',
    ...row('kind', `a finding of the run ${run}`),
    ...row('rule', `${rule.id}: ${rule.title}`),
    ...row('severity', finding.severity),
    ...(finding.tier === undefined ? [] : row('caller', finding.tier)),
    ...row('place', printPlace(finding.place)),
    ...row('contract', `${finding.expected} [${file}:${line}]`),
    ...row('seen', finding.seen),
    ...row('why', finding.why),
    ...(finding.attack === undefined ? [] : row('attack', finding.attack)),
    ...row('fix', fix),
    ...row('operations', operationsOf(finding).join(', ')),
    ...row('cases', finding.cases.join(', ')),
    '',
    `send it yourself: ${finding.reproduce}`,
    `accept it: conform baseline accept ${finding.fingerprint} --reason <why> --owner <who> --until <date>`,
  ];
}

function row(label: string, text: string): readonly string[] {
  const lines = wrap(text, LINE_WIDTH - LABEL_WIDTH);
  return lines.map((line, index) => `${(index === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`);
}

function list(label: string, references: readonly Reference[]): readonly string[] {
  return references.flatMap(({ id, title }, index) => row(index === 0 ? label : '', `${id}: ${title}`));
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
