/** What a new user sees first: `npm run demo` without the installation. Real numbers, and an end. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { bytesWritten } from './workload/workload.ts';

test('the demo prints a merged map, its split by node and a merged histogram, within a minute', () => {
  const demo = path.join(import.meta.dirname, 'demo.ts');
  const text = execFileSync(process.execPath, [demo], { encoding: 'utf8', timeout: 60_000 });
  const [a, b] = [bytesWritten(3000), bytesWritten(5000)];
  const expected = [
    '@writes[checkout]: 5000',
    '@writes[billing]: 3000',
    '@writes[node-a, checkout]: 3000',
    '@writes[node-b, checkout]: 2000',
    '@writes[node-b, billing]: 3000',
    `@total: ${a + b}`,
    `@total[node-a]: ${a}`,
    `@total[node-b]: ${b}`,
    'Nothing was lost, no node was away.',
  ];
  const lines = text.split('\n');
  for (const line of expected) assert.ok(lines.includes(line), `${line}\n${text}`);
  assert.match(text, /^@bytes:\n(?:\[.*\|\n)+\nby node:\n@bytes\[node-a\]:\n/m);
  assert.doesNotMatch(text, /outside\]: /, 'what runs on no node is not counted');
});
