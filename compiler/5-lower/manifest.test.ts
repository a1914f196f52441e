import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Manifest } from '../manifest.ts';
import { lowered } from '../testing/front-end.ts';

/** A part of the script's manifest, as text. */
function check(script: string, part: (manifest: Manifest) => readonly string[], expected: readonly string[]): void {
  assert.deepEqual(part(lowered(script).manifest), expected);
}

test('one program for each kind that a probe attaches to', () => {
  const programTexts = ({ programs }: Manifest): string[] =>
    programs.map(({ name, kind, guarded, attachPoints }) => {
      const points = attachPoints.map(({ text }) => text).join(' ');
      return `${name} ${kind}${guarded ? ' guarded' : ''}: ${points}`;
    });
  const script = `// guard
begin { @++; }
tracepoint:syscalls:sys_enter_read, interval:s:1, tracepoint:syscalls:sys_enter_write, profile:hz:99 { @++; }`;
  check(script, programTexts, [
    'p0 raw_tracepoint: begin',
    'p1 tracepoint guarded: tracepoint:syscalls:sys_enter_read tracepoint:syscalls:sys_enter_write',
    'p2 perf_event: interval:s:1',
    'p3 perf_event guarded: profile:hz:99',
  ]);
});

test('records are headers and columns', () => {
  const recordTexts = ({ records }: Manifest): string[] =>
    records.map(({ id, size, output, args }) => {
      const columns = args.map((column) => `${column.type.kind}@${column.offset}+${column.size}`).join(' ');
      return `${id}: ${size} bytes, ${output.kind === 'printf' ? JSON.stringify(output.format) : 'value'}, ${columns}`;
    });
  check('begin { printf("%d %s %d\\n", pid, comm, (int8)-1); print("four"); print(true); }', recordTexts, [
    '0: 48 bytes, "%d %s %d\\n", int@16+8 string@24+16 int@40+8',
    '1: 24 bytes, value, string@16+5',
    '2: 24 bytes, value, bool@16+8',
  ]);
});

test('the guard is named where there is one, prints keep their arguments', () => {
  const nameTexts = ({ names, prints }: Manifest): string[] => [
    `${names.data} ${names.control} ${names.guard} ${names.globals}`,
    ...prints.map(({ map, top, div }) => `${map} ${top} ${div}`),
  ];
  check('begin { @a[1] = 1; @b[1] = 2; print(@b, 5, 2); print(@a); }', nameTexts, [
    'data control null .bss',
    '1 5 2',
    '0 0 1',
  ]);
  check('// guard\nbegin { @ = 1; }', nameTexts, ['data control guard .bss']);
});
