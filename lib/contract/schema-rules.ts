import { isJsonObject } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import { compilePattern, isOfUnicodeMode } from './compile-pattern.ts';
import type { Contract, Pointer } from './contract.ts';
import type { DocumentRule, RuleProblem } from './document-rule.ts';

/** Warns of formats that the judge does not know: values are not checked against them. */
export const formatsAreKnown: DocumentRule = {
  id: 'formats-are-known',
  clause: 'JSON Schema 2020-12 validation, section 7',
  find: ({ judge }) =>
    judge.unknownFormats.map(({ format, pointer }) => ({
      level: 'warning',
      pointer,
      message: `the format "${format}" is not known: values are not held against it`,
    })),
};

/** Warns of keywords that nobody knows: one that is misspelt asserts nothing. */
export const keywordsAreKnown: DocumentRule = {
  id: 'keywords-are-known',
  clause: 'JSON Schema 2020-12 core, section 6.5',
  find: ({ judge }) =>
    judge.unknownKeywords.map(({ keyword, pointer }) => ({
      level: 'warning',
      pointer,
      message: `the keyword "${keyword}" is not known: values are not held against it`,
    })),
};

/** Warns of `nullable`, a keyword of OpenAPI 3.0 that has no effect in 3.1, where `null` is one of the types. */
export const nullableIsNotUsed: DocumentRule = {
  id: 'nullable-is-not-used',
  clause: 'OpenAPI 3.1, section 4.8.24',
  find: ({ nodes }) =>
    nodes
      .filter(({ kind, node }) => kind === 'schema' && node['nullable'] !== undefined)
      .map(({ pointer }) => ({
        level: 'warning',
        pointer: `${pointer}/nullable`,
        message: '"nullable" means nothing in OpenAPI 3.1 and is ignored: write the type as a list with "null" in it',
      })),
};

/** Requires every pattern to be a regular expression of ECMA-262, and notes those that are none in Unicode mode. */
export const patternsCompile: DocumentRule = {
  id: 'patterns-compile',
  clause: 'JSON Schema 2020-12 core, section 6.4',
  find: ({ nodes }) =>
    nodes.flatMap(({ kind, node, pointer }) => {
      if (kind !== 'schema') return [];
      const { pattern, patternProperties } = node;
      const own = typeof pattern === 'string' ? findPatternProblems(pattern, `${pointer}/pattern`) : [];
      const keys = isJsonObject(patternProperties) ? Object.keys(patternProperties) : [];
      return [
        ...own,
        ...keys.flatMap((key) => findPatternProblems(key, `${pointer}/patternProperties/${escapeToken(key)}`)),
      ];
    }),
};

function findPatternProblems(pattern: string, pointer: string): readonly RuleProblem[] {
  try {
    compilePattern(pattern);
    if (isOfUnicodeMode(pattern)) return [];
    const message = `the pattern ${pattern} is no regular expression in Unicode mode: texts are held against it in plain mode`;
    return [{ level: 'warning', pointer, message }];
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(error.message.lastIndexOf(': ') + 2) : String(error);
    return [{ level: 'error', pointer, message: `the pattern ${pattern} is no regular expression: ${reason}` }];
  }
}

/** Requires every `$ref` to lead to a node of the bundled document. References to other files are checked before bundling. */
export const referencesLeadSomewhere: DocumentRule = {
  id: 'references-lead-somewhere',
  clause: 'OpenAPI 3.1, section 4.8.23; JSON Schema 2020-12 core, section 8.2.3',
  find: ({ contract, nodes }) =>
    nodes.flatMap(({ node, pointer }) => {
      const reference = node['$ref'];
      if (typeof reference !== 'string' || contract.resolve(pointer) !== undefined) return [];
      const message = `the reference ${reference} leads nowhere, or only to itself`;
      return [{ level: 'error', pointer: `${pointer}/$ref`, message }];
    }),
};

/** Warns of schemas that cannot be compiled: values are not judged by them. */
export const schemasCompile: DocumentRule = {
  id: 'schemas-compile',
  clause: 'OpenAPI 3.1, section 4.8.24 (schema object)',
  find: ({ contract, judge }) => {
    const problems = new Map<string, Pointer>();
    for (const pointer of schemasOf(contract)) {
      const problem = judge.problemOf(pointer);
      // Every schema that refers to a broken one has the same problem.
      if (problem !== undefined && !problems.has(problem)) problems.set(problem, pointer);
    }
    return [...problems].map(([problem, pointer]) => ({
      level: 'warning',
      pointer,
      message: `the schema cannot be used, so nothing is held against it: ${problem}`,
    }));
  },
};

/** The named schemas, then those that operations use, so that a problem is reported where it is defined rather than where it is used. */
function schemasOf({ document, operations, resolve }: Contract): readonly Pointer[] {
  const components = isJsonObject(document['components']) ? document['components'] : {};
  const named = isJsonObject(components['schemas']) ? Object.keys(components['schemas']) : [];
  const used = operations.flatMap(({ parameters, requestBody, responses }) => [
    ...parameters,
    ...(requestBody?.content ?? []),
    ...responses.flatMap(({ content }) => content),
    ...responses.flatMap(({ headers }) => headers),
  ]);
  const present = used.flatMap(({ schemaPointer }) =>
    schemaPointer !== undefined && resolve(schemaPointer) !== undefined ? [schemaPointer] : [],
  );
  return [...new Set([...named.map((name) => `/components/schemas/${escapeToken(name)}`), ...present])];
}
