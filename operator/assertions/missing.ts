/**
 * What there is in the place of a name that is not there: a map's name, a field of its rows.
 *
 * Needs: an expression, the values of its names, and the error of its evaluation. Gives: the names that there are, or none. Pure.
 */
import { EvaluationError } from '@marcbachmann/cel-js';
import { elementsOf } from './explain.ts';
import { parsed, type Term, type Values, valueOf } from './term.ts';
import { isObject } from './text.ts';

export function namesInstead(expr: string, values: Values, error: unknown): readonly string[] {
  if (!(error instanceof EvaluationError) || error.code !== 'no_such_key' || error.node === undefined) return [];
  const { start, end } = error.node.range;
  return search(parsed(expr), values);

  function search(term: Term, known: Values): readonly string[] {
    if ((term.op === '.' || term.op === '[]') && term.range.start === start && term.range.end === end)
      return namesIn(valueOf(term.args[0], known));
    const isAround = ({ range }: Term): boolean => range.start <= start && end <= range.end;
    // What is iterated comes before the variable.
    if (term.op === 'rcall' && isAround(term.args[1])) return search(term.args[1], known);
    const inside = { ...known, ...bound(term, known) };
    return partsOf(term)
      .filter(isAround)
      .flatMap((part) => search(part, inside));
  }
}

/** Of a quantifier, filter() or map() the variable, as the first of the elements. */
function bound(term: Term, known: Values): Values {
  if (term.op !== 'rcall') return {};
  const [, receiver, [variable, predicate]] = term.args;
  if (variable?.op !== 'id' || predicate === undefined) return {};
  const [first] = elementsOf(valueOf(receiver, known));
  return { [variable.args]: first };
}

function namesIn(value: unknown): readonly string[] {
  if (value instanceof Map) return [...value.keys()].map(String);
  return isObject(value) ? Object.keys(value) : [];
}

function partsOf(term: Term): readonly Term[] {
  return [term.args]
    .flat(3)
    .filter((part): part is Term => typeof part === 'object' && part !== null && 'range' in part);
}
