/** Objects made from IR: libbpf takes them, the kernel verifies and runs them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { native } from '@bpfleet/native';
import { select } from '../../compiler/6-select/select.ts';
import { emit } from '../../compiler/7-emit/emit.ts';
import { parseModule } from '../../compiler/ir/parse.ts';
import { verify } from '../../compiler/ir/verify.ts';
import type { Source } from '../../compiler/source/source.ts';
import { readCases } from '../../compiler/testing/cases.ts';
import { storedTarget } from '../../compiler/testing/target.ts';

const source: Source = { name: 'script.bt', text: 'begin { }\nend { @é = 1 }\n' };

function open(ir: string): ReturnType<typeof native.openObject> {
  const module = parseModule(ir);
  verify(module);
  const { output } = select(module, storedTarget());
  assert.ok(output !== null);
  return native.openObject(emit(output, source, 'GPL'), 'object');
}

/** Loads the object, runs p0 and gives its result and what it left in the globals. */
function run(ir: string): { readonly result: number; readonly globals: readonly bigint[] } {
  const object = open(ir);
  try {
    object.load();
    const result = object.runOnce('p0', -1);
    const map = object.map('.bss');
    const bytes = map.lookup(new Uint8Array(4));
    map.close();
    assert.ok(bytes !== null);
    return {
      result,
      globals: Array.from({ length: bytes.length / 8 }, (_, index) => bytes.readBigUInt64LE(index * 8)),
    };
  } finally {
    object.close();
  }
}

for (const { name, script } of readCases('emit')) {
  test(`the kernel takes an object with ${name}`, () => {
    const object = open(script);
    try {
      object.load();
      const programs = [...script.matchAll(/^func (\w+)/gm)].map(([, program]) => program);
      assert.deepEqual(object.programNames(), programs);
    } finally {
      object.close();
    }
  });
}

test('globals, atomics and values spilled over calls', () => {
  const values = Array.from({ length: 8 }, (_, index) => index);
  const made = values.map((index) => `  %${index + 1} = atomicAdd [%0 + ${index * 8}], %20\n`).join('');
  const added = values
    .map((index) => `  %${index + 30} = add %${index === 0 ? 21 : index + 29}, %${index + 1}\n`)
    .join('');
  const { result, globals } = run(`globals bss 64
func p0 raw_tracepoint {
b0:
  %0:pointer = globalAddress 0
  %20 = const 1311768467463790320
${made}${made.replaceAll(/%(\d)( =)/g, '%5$1$2')}  %60 = call get_prandom_u32()
  %21 = and %60, 0
${added}  %40 = sub %37, 5
  return %40
}`);
  assert.equal(result, 2 ** 32 - 5);
  assert.deepEqual(
    globals,
    values.map(() => 0x123456789abcdef0n * 2n),
  );
});

test('a pointer that may be null survives being spilled', () => {
  const { result } = run(`globals bss 8
map m0 array key 4 value 8 entries 1 flags 0
func p0 raw_tracepoint {
slot $0 4
b0:
  %0:pointer = context
  %1 = call ktime_get_ns()
  %2 = call get_smp_processor_id()
  %3 = call get_current_pid_tgid()
  slotBegin $0
  %4:pointer = slotAddress $0
  store u32 [%4 + 0], 0
  %5:pointer = mapHandle m0
  %6:pointer = call map_lookup_elem(%5, %4)
  slotEnd $0
  %7 = call get_prandom_u32()
  %8 = call get_current_uid_gid()
  %9 = call get_numa_node_id()
  %10 = call get_prandom_u32()
  branch ne %6, 0 then b1 else b2
b1:
  %11 = add %1, %2
  %12 = add %11, %3
  %13 = add %12, %7
  %14 = add %13, %8
  %15 = add %14, %9
  %16 = add %15, %10
  store u64 [%6 + 0], %16
  return 1
b2:
  return 2
}`);
  assert.equal(result, 1);
});

test('what the verifier rejects is shown on the line of the script', () => {
  const object = open(`globals bss 8
func p0 raw_tracepoint !0:9 {
b0:
  %0:pointer = context
  %1:pointer = load u64 [%0 + 0] !10:13
  %2 = load u64 [%1 + 0] !16:18
  return %2
}`);
  try {
    const rejected = (error: unknown): boolean => {
      const log = error instanceof Error && 'log' in error ? String(error.log) : '';
      return log.includes('; end { @é = 1 } @ script.bt:2');
    };
    assert.throws(() => object.load(), rejected);
  } finally {
    object.close();
  }
});
