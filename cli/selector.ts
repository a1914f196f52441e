/**
 * Label selectors as kubectl takes them with -l: `app=x,tier!=db,release in (a,b),!canary`.
 *
 * Needs: the text. Gives: the selector of the API (metav1.LabelSelector). Reports: Failure with the part that is no selector.
 */
import { ExitCode, Failure } from './exit-code.ts';

export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly Expression[];
}

interface Expression {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

const key = String.raw`(?<key>(?:[a-z0-9.-]+\/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?)`;
const value = String.raw`(?<value>[A-Za-z0-9_.-]*)`;
const set = new RegExp(String.raw`^${key}\s+(?<operator>in|notin)\s+\((?<values>[^()]*)\)$`);
const equality = new RegExp(String.raw`^${key}\s*(?<operator>==?|!=)\s*${value}$`);
const existence = new RegExp(`^(?<not>!?)\\s*${key}$`);

export function parseSelector(text: string): LabelSelector {
  const matchLabels: Record<string, string> = {};
  const matchExpressions: Expression[] = [];
  // Commas within parentheses part values.
  for (const part of text.split(/,(?![^(]*\))/).map((each) => each.trim())) {
    const expression = readPart(part);
    if (expression === null)
      throw new Failure(ExitCode.usage, `-l: ${JSON.stringify(part)} is no selector such as app=x`);
    const [single] = expression.values ?? [];
    if (
      expression.operator === 'In' &&
      expression.values?.length === 1 &&
      single !== undefined &&
      !(expression.key in matchLabels)
    )
      matchLabels[expression.key] = single;
    else matchExpressions.push(expression);
  }
  return { matchLabels, matchExpressions };
}

function readPart(part: string): Expression | null {
  const member = set.exec(part)?.groups;
  if (member !== undefined) {
    const { key: name = '', operator, values = '' } = member;
    return {
      key: name,
      operator: operator === 'in' ? 'In' : 'NotIn',
      values: values.split(',').map((each) => each.trim()),
    };
  }
  const equal = equality.exec(part)?.groups;
  if (equal !== undefined) {
    const { key: name = '', operator, value: wanted = '' } = equal;
    return { key: name, operator: operator === '!=' ? 'NotIn' : 'In', values: [wanted] };
  }
  const there = existence.exec(part)?.groups;
  if (there === undefined) return null;
  return { key: there['key'] ?? '', operator: there['not'] === '!' ? 'DoesNotExist' : 'Exists' };
}
