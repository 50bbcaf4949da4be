import { askSwaggerParser } from './ask-swagger-parser.ts';
import type { Contract, ContractProblem } from './contract.ts';
import type { DocumentRule } from './document-rule.ts';
import type { Judge } from './judge.ts';
import { compareWithOfficialSchema } from './official-schema.ts';
import { toJudgeable } from './judgeable-document.ts';
import {
  operationsAreNamed,
  parametersAreDistinct,
  pathParametersMatch,
  pathsAreDistinct,
  securitySchemesAreDefined,
} from './operation-rules.ts';
import {
  formatsAreKnown,
  keywordsAreKnown,
  nullableIsNotUsed,
  patternsCompile,
  referencesLeadSomewhere,
  schemasCompile,
} from './schema-rules.ts';
import { resourcesOf } from './schema-resources.ts';
import { walkDocument } from './walk-document.ts';

/** Every rule, in the order in which problems at the same line and column are shown. */
const DOCUMENT_RULES: readonly DocumentRule[] = [
  formatsAreKnown,
  keywordsAreKnown,
  nullableIsNotUsed,
  operationsAreNamed,
  parametersAreDistinct,
  pathParametersMatch,
  pathsAreDistinct,
  patternsCompile,
  referencesLeadSomewhere,
  schemasCompile,
  securitySchemesAreDefined,
];

/**
 * Checks the document of a contract against our own rules and the official schema of OpenAPI 3.1, and returns the problems in the
 * order of their lines. A complaint that only swagger-parser makes is a warning, because its edition of the schema is years old.
 */
export async function validateDocument(contract: Contract, judge: Judge): Promise<readonly ContractProblem[]> {
  const context = { contract, judge, nodes: [...walkDocument(contract.document)] };
  const own = DOCUMENT_RULES.flatMap((rule) => rule.find(context).map((problem) => ({ ...problem, code: rule.id })));
  const official = compareWithOfficialSchema(contract.document).map((problem) => ({
    ...problem,
    level: 'error' as const,
    code: 'official-schema',
  }));
  const found = [...own, ...official];
  const opinion = found.some(({ level }) => level === 'error')
    ? undefined
    : await askSwaggerParser(toJudgeable(contract.document, resourcesOf(contract.document)));
  const warnings =
    opinion === undefined ? [] : [{ level: 'warning' as const, code: 'swagger-parser', pointer: '', message: opinion }];
  const problems = [...found, ...warnings].map(({ level, code, message, pointer }) => ({
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
