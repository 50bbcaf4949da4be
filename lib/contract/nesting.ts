import { CST, Lexer } from 'yaml';

const DEEPEST = 250;
const OPENING = new Set(['flow-map-start', 'flow-seq-start']);
const CLOSING = new Set(['flow-map-end', 'flow-seq-end']);
const INDICATORS = new Set(['seq-item-ind', 'explicit-key-ind']);

/**
 * Whether YAML text is nested so deeply that parsing it would overflow the stack, in which case the whole process may end and not
 * just the parser. The lexer, which does not recurse, tells brackets from text; an indentation is at least one column a level.
 */
export function isTooDeep(text: string): boolean {
  let brackets = 0;
  let indicators = 0;
  let isLineStart = true;
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    const type: string = isScalar ? 'text' : (CST.tokenType(token) ?? 'text');
    isScalar = type === 'scalar';
    if (OPENING.has(type)) brackets += 1;
    if (CLOSING.has(type)) brackets -= 1;
    if (INDICATORS.has(type)) indicators += 1;
    if (type === 'newline') indicators = 0;
    const indent = isLineStart && type === 'space' ? token.length : 0;
    if (brackets > DEEPEST || indicators > DEEPEST || (indent > DEEPEST && brackets === 0)) return true;
    isLineStart = type === 'newline';
  }
  return false;
}
