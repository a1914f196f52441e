/**
 * getopt("name"[, default[, "description"]]): what the script is called with as --name=value, of its default's type; without
 * a default whether --name was given (inventory L2.72). It counts as a literal.
 */
import type * as Ast from '../../1-parse/ast.ts';
import { parseIntegerLiteral } from '../../source/integer.ts';
import type { Reporter } from '../../diagnostics/report.ts';
import { nowhere, type Span } from '../../source/source.ts';
import type { Checked } from '../checked.ts';
import type { Context, ScriptOption } from '../context.ts';
import { booleanLiteral, integerLiteral, stringLiteral } from '../expressions/literal.ts';

type Value = bigint | boolean | string;

export function checkGetopt(context: Context, call: Ast.Call): Checked | null {
  const [name, fallback, description] = call.args;
  if (name?.kind !== 'string') return wrong(context, name?.span ?? call.span, 'the name of an option must be a string');
  if (description !== undefined && description.kind !== 'string')
    return wrong(context, description.span, 'the description of an option must be a string');
  const initial = fallback === undefined ? false : valueOf(fallback);
  if (initial === null) return wrong(context, call.span, 'the default must be a number, a string, true or false');
  const option = { fallback: initial, description: description === undefined ? '' : textOf(description) };
  const known = context.options.get(textOf(name));
  if (known !== undefined && known.fallback !== initial)
    return wrong(context, call.span, `--${textOf(name)} has the default ${known.fallback} elsewhere`);
  if (known === undefined || known.description === '') context.options.set(textOf(name), option);
  const given = context.policy.inputs.named.get(textOf(name));
  const value = given === undefined ? initial : read(given, initial);
  if (value === null)
    return wrong(context, call.span, `--${textOf(name)} expects ${expected(initial)}, got ${given ?? 'none'}`, null);
  return literal(context, value, call.span);
}

/** What was given and no getopt() asks for; `--help` is answered with the options that there are. */
export function checkOptions(
  options: ReadonlyMap<string, ScriptOption>,
  named: ReadonlyMap<string, string | null>,
  report: Reporter,
): void {
  const unknown = [...named.keys()].filter((name) => !options.has(name)).map((name) => `--${name}`);
  if (unknown.length === 0) return;
  const lines = [...options].map(
    ([name, { description }]) => `--${name}${description === '' ? '' : `: ${description}`}`,
  );
  const hint = lines.length === 0 ? 'the script has no options' : `its options are\n${lines.join('\n')}`;
  const message = unknown.includes('--help')
    ? 'the script was not run'
    : `the script has no option ${unknown.join(', ')}`;
  report.error('bad-parameter', nowhere, message, { hint });
}

const textOf = ({ bytes }: Ast.StringLiteral): string => new TextDecoder().decode(bytes);

function valueOf(expression: Ast.Expression): Value | null {
  if (expression.kind === 'integer' || expression.kind === 'boolean') return expression.value;
  if (expression.kind === 'string') return textOf(expression);
  const isNegative = expression.kind === 'unary' && expression.operator === '-';
  return isNegative && expression.operand.kind === 'integer' ? -expression.operand.value : null;
}

function read(given: string | null, initial: Value): Value | null {
  if (typeof initial === 'string') return given;
  if (typeof initial === 'bigint') {
    const digits = parseIntegerLiteral((given ?? '').replace(/^[+-]/, ''));
    if (!digits.ok) return null;
    return given?.startsWith('-') === true ? -digits.value : digits.value;
  }
  if (given === null || /^(?:1|true|on|yes)$/i.test(given)) return true;
  return /^(?:0|false|off|no)$/i.test(given) ? false : null;
}

function expected(initial: Value): string {
  if (typeof initial === 'string') return 'a text';
  return typeof initial === 'bigint' ? 'an integer' : 'a boolean (true or false)';
}

function literal(context: Context, value: Value, span: Span): Checked | null {
  if (typeof value === 'bigint') return integerLiteral(value, span);
  if (typeof value === 'boolean') return booleanLiteral(value, span);
  return stringLiteral(context, { kind: 'string', bytes: new TextEncoder().encode(value), span });
}

const form = 'write getopt("name", default, "description")';

function wrong(context: Context, span: Span, message: string, hint: string | null = form): null {
  context.report.error('bad-parameter', span, message, { hint });
  return null;
}
