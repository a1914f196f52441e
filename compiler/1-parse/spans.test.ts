/** Spans: those of parts lie inside the whole's, in order, and cut the right text out of the script. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCases } from '../testing/cases.ts';
import type { Span } from '../source/source.ts';
import { parse } from './parse.ts';

/** Every object with a span below a node, with the one it lies in. */
function nested(
  node: object,
  within: Span,
  found: { span: Span; within: Span }[] = [],
): { span: Span; within: Span }[] {
  const own = 'span' in node ? (node.span as Span) : within;
  if (own !== within) found.push({ span: own, within });
  for (const [name, child] of Object.entries(node)) {
    if (name === 'span' || typeof child !== 'object' || child === null || child instanceof Uint8Array) continue;
    if (!('start' in child)) nested(child as object, own, found);
  }
  return found;
}

describe('spans', () => {
  for (const { name, script } of [...readCases('parse'), ...readCases('check')]) {
    it(name, () => {
      const { output } = parse({ name: 'stdin', text: script });
      assert.ok(output !== null);
      for (const { span, within } of nested(output, output.span)) {
        assert.ok(
          span.start >= within.start && span.end <= within.end,
          `${span.start}-${span.end} lies outside ${within.start}-${within.end}`,
        );
      }
    });
  }

  it('cut the text of each expression out of the script', () => {
    const text = 'begin { @x[pid, "a"] = (1 + $y) * -foo(2, 3)->bar; }';
    const { output } = parse({ name: 'stdin', text });
    const statement = output?.probes[0]?.body.statements[0];
    assert.ok(
      statement?.kind === 'assign' && statement.value.kind === 'binary' && statement.value.right.kind === 'unary',
    );
    const cut = (node: { readonly span: Span }): string => text.slice(node.span.start, node.span.end);
    assert.equal(cut(statement), '@x[pid, "a"] = (1 + $y) * -foo(2, 3)->bar');
    assert.equal(cut(statement.target), '@x[pid, "a"]');
    assert.equal(cut(statement.value), '1 + $y) * -foo(2, 3)->bar');
    assert.equal(cut(statement.value.left), '1 + $y');
    assert.equal(cut(statement.value.right.operand), 'foo(2, 3)->bar');
  });
});
