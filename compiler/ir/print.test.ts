import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseModule } from './parse.ts';
import { printModule } from './print.ts';

/** Text → module → text gives the same text, with spans and, once they are dropped, without. */
function check(text: string): void {
  const module = parseModule(text);
  const spans = text.includes('!');
  assert.equal(printModule(module, { spans }), text);
  const bare = printModule(module);
  assert.equal(printModule(parseModule(bare)), bare);
}

test('every instruction and terminator round-trips', () => {
  check(`globals bss 64
map m0 hash key 8 value 16 entries 4096 flags 1
map ring ringbuf key 0 value 0 entries 8192 flags 0

func p0 tracepoint guarded {
slot $0 16
slot $1 8
b0:
  %0:pointer = context
  %1 = const -5
  %2 = const 18446744073709551615
  guardPassed
  slotBegin $0
  %3:pointer = slotAddress $0
  %4 = load s32 [%0 + 8]
  %5 = load u64 [%3 - 8]
  store u8 [%3 + 0], %4
  store u64 [%3 + 8], -1
  %6 = add %1, %2
  %7 = ashr %6, 63
  %8 = negate %7
  %9 = extend s16 %8
  %10 = compare set %9, 4
  %11:pointer = mapHandle m0
  %12:pointer = call map_lookup_elem(%11, %3)
  slotEnd $0
  call ktime_get_ns()
  %13:pointer = globalAddress 16
  %14 = atomicAdd [%13 + 0], %10
  atomicAdd [%13 + 8], %10
  %15 = compareExchange [%13 + 8], %10, %14
  branch ne %12, 0 then b1(%4, %13) else b2
b1(%16, %17:pointer):
  jump b2
b2:
  return 0
}
`);
});

test('spans round-trip', () => {
  check(`globals bss 0

func p0 perf_event !0:20 {
b0:
  %0 = const 1 !3:4
  return %0 !5:9
}
`);
});

test('text that is not IR names its line', () => {
  const bad = (text: string, message: RegExp): void => void assert.throws(() => parseModule(text), message);
  bad('globals bss 0\nmop m0', /line 2:4: expected globals, map or func, got mop/);
  bad('func p0 perf_event {\nb0:\n  %0 = cinst 1\n}', /line 3:\d+: expected const or .*got cinst/);
  bad('func p0 perf_event {\nb0:\n}', /block b0 of p0 has no terminator/);
  bad('func p0 perf_event {\nb0:\n  return 0', /no closing brace/);
  bad('globals bss 0 extra', /end of the line/);
});
