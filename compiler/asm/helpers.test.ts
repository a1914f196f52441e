import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { helperIds } from './helpers.ts';

test('the numbers are those of the installed linux/bpf.h', () => {
  const header = readFileSync('/usr/include/linux/bpf.h', 'utf8');
  const start = header.indexOf('FN(unspec');
  const mapper = header.slice(start);
  // Old headers list names in order, newer ones (6.2 on) give each its number.
  const entries = [...mapper.matchAll(/\bFN\((\w+)(?:, (\d+))?[^)]*\)/g)].map(
    ([, name = '', id], index) => [name, id === undefined ? index : Number(id)] as const,
  );
  const official = new Map(entries.slice(1).map(([name, id]) => [name, id]));
  assert.ok(official.size > 200, `only ${official.size} helpers found`);
  const newest = Math.max(...official.values());
  for (const [name, id] of helperIds) {
    if (id <= newest) assert.equal(official.get(name), id, name);
  }
});
