/**
 * Why an assertion does not hold: the values that were compared, and of quantified rows the first that decide.
 *
 * Needs: an expression that came to false, and the values of its names. Gives: text, empty where there is nothing to add. Pure.
 */
import { celMessage } from './environment.ts';
import { compiled, parsed, type Term, termText, type Values, valueOf } from './term.ts';
import { celText, isObject } from './text.ts';

/** Of the rows that decide so many are shown. */
const maxRows = 3;
const maxReasons = 8;

export function whyFalse(expr: string, values: Values): string {
  return joined(reasons(parsed(expr), true, values));
}

/** Why a term did not come to what was wanted; where the opposite of it was wanted, why it did not come to that. */
function reasons(term: Term, wanted: boolean, values: Values): readonly string[] {
  switch (term.op) {
    case 'value':
      return [];
    case '!_':
      return reasons(term.args, !wanted, values);
    case '&&':
    case '||':
      return term.args
        .filter((part) => outcomeOf(part, values) === !wanted)
        .flatMap((part) => reasons(part, wanted, values));
    case '?:': {
      const [condition, then, otherwise] = term.args;
      return reasons(outcomeOf(condition, values) === true ? then : otherwise, wanted, values);
    }
    case 'rcall': {
      const [name, receiver, args] = term.args;
      const quantifier = quantifiers[name];
      const [variable, predicate] = args;
      if (quantifier === undefined || variable?.op !== 'id' || predicate === undefined) break;
      return [quantified(quantifier, { receiver, variable: variable.args, predicate }, wanted, values)];
    }
    default:
  }
  return operandsOf(term).flatMap((operand) => observed(operand, values));
}

/** What says in itself what was compared; else the term as a whole. */
function operandsOf(term: Term): readonly Term[] {
  switch (term.op) {
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
      return term.args;
    case 'call':
      return term.args[1];
    case 'rcall':
      return [term.args[1], ...term.args[2]];
    default:
      return [term];
  }
}

function observed(term: Term, values: Values): readonly string[] {
  if (isConstant(term)) return [];
  const value = valueOf(term, values);
  const counted = countedBy(term);
  const elements = counted === null ? [] : elementsOf(valueOf(counted, values));
  const shown = elements.slice(0, maxRows).map(rowText);
  const list = shown.length === 0 ? '' : `: ${shown.join(', ')}${more(elements.length - shown.length)}`;
  return [`${termText(term)} = ${celText(value)}${list}`];
}

/** What size() is asked of. */
function countedBy(term: Term): Term | null {
  if (term.op === 'call' && term.args[0] === 'size') return term.args[1][0] ?? null;
  return term.op === 'rcall' && term.args[0] === 'size' ? term.args[1] : null;
}

function isConstant(term: Term): boolean {
  if (term.op === 'list') return term.args.every(isConstant);
  return term.op === 'value' || (term.op === '-_' && isConstant(term.args));
}

interface Quantified {
  readonly receiver: Term;
  readonly variable: string;
  readonly predicate: Term;
}

interface Quantifier {
  /** For which outcome of the predicate an element counts against the quantifier. */
  readonly decides: (wanted: boolean) => boolean;
  readonly text: (deciding: number, all: number) => string;
}

const of = (deciding: number, all: number): string => `${deciding} of ${all}`;

const quantifiers: Readonly<Record<string, Quantifier | undefined>> = {
  all: { decides: (wanted) => !wanted, text: of },
  exists: {
    decides: (wanted) => !wanted,
    text: (deciding, all) => (deciding === all ? `none of ${all}` : of(deciding, all)),
  },
  exists_one: { decides: () => true, text: of },
};

function quantified(
  { decides, text }: Quantifier,
  { receiver, variable, predicate }: Quantified,
  wanted: boolean,
  values: Values,
): string {
  const elements = elementsOf(valueOf(receiver, values));
  if (elements.length === 0) return `${termText(receiver)} is empty`;
  const evaluate = compiled(predicate, [...Object.keys(values), variable]);
  const outcome = decides(wanted);
  const deciding = elements.filter(
    (element) => attempt(() => evaluate({ ...values, [variable]: element })) === outcome,
  );
  const shown = deciding.slice(0, maxRows).map((element) => {
    const why = joined(reasons(predicate, !outcome, { ...values, [variable]: element }));
    const row = rowText(element);
    if (why === '' || why === `${variable} = ${row}`) return row;
    return row === '' ? why : `${row} (${why})`;
  });
  const rows = elements.every(isObject) ? ' rows' : '';
  return `${text(deciding.length, elements.length)}${rows}: ${shown.join(', ')}${more(deciding.length - shown.length)}`;
}

/** Rows of a list, keys of a map. */
export function elementsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value instanceof Map ? [...value.keys()] : [];
}

/** A row is known by its key; that of a map without one needs no name. */
function rowText(element: unknown): string {
  if (!isObject(element)) return celText(element);
  const { key } = element;
  if (!Array.isArray(key)) return celText(element);
  return key.length === 0 ? '' : celText(key);
}

function outcomeOf(term: Term, values: Values): unknown {
  return attempt(() => valueOf(term, values));
}

/** An error is neither true nor false. */
function attempt(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return celMessage(error);
  }
}

const more = (count: number): string => (count > 0 ? ` and ${count} more` : '');

function joined(parts: readonly string[]): string {
  const distinct = [...new Set(parts)];
  return distinct.slice(0, maxReasons).join(', ') + more(distinct.length - maxReasons);
}
