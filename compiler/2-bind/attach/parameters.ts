/**
 * Parameters in attach points: `uprobe:$1:main`, `BEG$1`, `$1` alone.
 *
 * Needs: an attach point as written, and what the script is called with. Gives: the attach point that is meant; null when
 * a parameter is none. Reports: names that are no parameters, and parameters that are missing.
 */
import type * as Ast from '../../1-parse/ast.ts';
import type { Reporter } from '../../diagnostics/report.ts';
import type { ScriptInputs } from '../../policy.ts';

/** What stands in quotes is taken as it is. */
const parameter = /"[^"]*"?|\$(?<name>#|[0-9]+|[A-Za-z_][A-Za-z0-9_]*)?/g;

export function withParameters(
  point: Ast.AttachPoint,
  { positional }: ScriptInputs,
  report: Reporter,
): Ast.AttachPoint | null {
  if (!point.text.includes('$')) return point;
  let wrong = false;
  const text = point.text.replaceAll(parameter, (written: string, name?: string) => {
    if (written.startsWith('"')) return written;
    const index = /^[1-9][0-9]*$/.test(name ?? '') ? Number(name) : null;
    const value = name === '#' ? `${positional.length}` : index === null ? null : (positional[index - 1] ?? '');
    if (value !== null && value !== '') return value;
    wrong = true;
    if (value === '') report.error('bad-parameter', point.span, `${written} was not given`);
    else
      report.error('bad-parameter', point.span, `${written} is no parameter`, {
        hint: 'a `$` that is meant as such stands in quotes',
      });
    return '';
  });
  if (wrong) return null;
  const parts = [...text.matchAll(/(?<=^|:)(?:"[^"]*"?|[^":])*(?=:|$)/g)].map(([part]) => ({
    text: part.replaceAll('"', ''),
    span: point.span,
  }));
  return { span: point.span, text, parts };
}
