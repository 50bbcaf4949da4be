import type { Contract, ContractProblem } from './contract.ts';
import type { Judge } from './judge.ts';
import { compareWithOfficialSchema } from './official-schema.ts';
import { askSwaggerParser } from './ask-swagger-parser.ts';
import { createRuleContext } from './rules/rule.ts';
import { DOCUMENT_RULES } from './rules/select-rules.ts';

/**
 * Holds the document of a contract against our own rules and the official schema of OpenAPI 3.1. What only swagger-parser
 * objects to is a warning: it is asked as one opinion, by an edition of the schema that is years old. In the order of the lines.
 */
export async function validateDocument(contract: Contract, judge: Judge): Promise<readonly ContractProblem[]> {
  const context = createRuleContext(contract, judge);
  const own = DOCUMENT_RULES.flatMap((rule) => rule.find(context).map((problem) => ({ ...problem, code: rule.id })));
  const official = compareWithOfficialSchema(contract.document).map((problem) => ({
    ...problem,
    level: 'error' as const,
    code: 'official-schema',
  }));
  const found = [...own, ...official];
  const opinion = found.some(({ level }) => level === 'error') ? undefined : await askSwaggerParser(contract.document);
  const all = [
    ...found,
    ...(opinion === undefined
      ? []
      : [{ level: 'warning' as const, code: 'swagger-parser', pointer: '', message: opinion }]),
  ];
  const problems = all.map(({ level, code, message, pointer }) => ({
    level,
    code,
    message,
    position: contract.positionOf(pointer),
  }));
  return distinct(problems).sort(compareProblems);
}

function distinct(problems: readonly ContractProblem[]): ContractProblem[] {
  return [
    ...new Map(problems.map((problem) => [JSON.stringify([problem.position, problem.message]), problem])).values(),
  ];
}

function compareProblems(left: ContractProblem, right: ContractProblem): number {
  const [one, other] = [left.position, right.position];
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}
