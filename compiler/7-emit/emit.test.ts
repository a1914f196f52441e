import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { select } from '../6-select/select.ts';
import { readElf, stringAt } from '../elf/read.ts';
import { parseModule } from '../ir/parse.ts';
import { verify } from '../ir/verify.ts';
import type { Source } from '../source/source.ts';
import { checkCases } from '../testing/cases.ts';
import { storedTarget } from '../testing/target.ts';
import { emit } from './emit.ts';
import { printElf } from './print.ts';

const source: Source = { name: 'script.bt', text: 'begin { @ = 1 }\n  profile:hz:99 { @é = count() }\n' };

function emitted(ir: string): Uint8Array {
  const module = parseModule(ir);
  verify(module);
  const { output } = select(module, storedTarget());
  assert.ok(output !== null);
  return emit(output, source, 'GPL');
}

checkCases('emit', (ir) => printElf(emitted(ir)));

/** Programs of each kind, two in one section, a map and the globals. */
const sample = `globals bss 16
map m0 percpu_hash key 8 value 8 entries 64 flags 1

func p0 raw_tracepoint !0:15 {
b0:
  %0:pointer = globalAddress 8 !8:9
  store u64 [%0 + 0], 1 !8:9
  return 0 !0:5
}

func p1 perf_event !18:30 {
slot $0 8
b0:
  slotBegin $0 !34:35
  %0:pointer = slotAddress $0 !34:35
  store u64 [%0 + 0], 7 !34:35
  %1:pointer = mapHandle m0 !34:35
  %2:pointer = call map_lookup_elem(%1, %0) !34:35
  slotEnd $0 !34:35
  branch eq %2, 0 then b2 else b1 !40:41
b1:
  %3 = const 1
  atomicAdd [%2 + 0], %3 !40:41
  jump b2 !40:41
b2:
  return 0 !18:20
}

func p2 perf_event !18:30 {
b0:
  return 0 !18:20
}`;

test('the same input gives the same bytes', () => {
  assert.deepEqual(emitted(sample), emitted(sample));
});

/** Output of a tool that must say nothing on standard error. */
function run(command: string, args: readonly string[], object: Uint8Array): string {
  const directory = mkdtempSync(join(tmpdir(), 'bpfleet-emit-'));
  try {
    const file = join(directory, 'object.o');
    writeFileSync(file, object);
    const merged = `exec "$0" "$@" 2>&1`;
    return execFileSync('sh', ['-c', merged, command, ...args, file], { encoding: 'utf8' });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('readelf and llvm-readelf read it without complaint', () => {
  for (const tool of ['readelf', 'llvm-readelf']) {
    const text = run(tool, ['--headers', '--symbols', '--relocs', '--wide'], emitted(sample));
    assert.match(text, /Linux BPF|EM_BPF/);
    assert.doesNotMatch(text, /warning|error|corrupt/i, text);
    for (const name of ['raw_tp/p0', 'perf_event', '.maps', '.bss', '.BTF.ext']) assert.ok(text.includes(name), name);
  }
});

test('bpftool reads the types', () => {
  const text = run('sh', ['-c', 'exec bpftool btf dump file "$0"'], emitted(sample));
  assert.match(text, /DATASEC '\.maps' size=40 vlen=1/);
  assert.match(text, /DATASEC '\.bss' size=16 vlen=1/);
  assert.match(text, /FUNC 'p2' type_id=\d+ linkage=global/);
});

test('line records quote the script', () => {
  const { sections } = readElf(emitted(sample));
  const data = (name: string): Uint8Array =>
    sections.find((section) => section.name === name)?.data ?? new Uint8Array();
  const [btf, ext] = [data('.BTF'), data('.BTF.ext')];
  const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const strings = btf.subarray(24 + view(btf).getUint32(16, true));
  const info = view(ext.subarray(32 + view(ext).getUint32(16, true)));
  const lines: string[] = [];
  assert.equal(info.getUint32(0, true), 16);
  for (let at = 4; at < view(ext).getUint32(20, true); ) {
    const section = stringAt(strings, info.getUint32(at, true));
    const count = info.getUint32(at + 4, true);
    at += 8;
    for (let index = 0; index < count; index += 1, at += 16) {
      const [offset, file, text, position] = [0, 4, 8, 12].map((field) => info.getUint32(at + field, true));
      const place = `${stringAt(strings, file ?? 0)}:${(position ?? 0) >> 10}:${(position ?? 0) & 1023}`;
      lines.push(`${section}+${offset} ${place} ${stringAt(strings, text ?? 0)}`);
    }
  }
  const [first, second] = ['begin { @ = 1 }', '  profile:hz:99 { @é = count() }'];
  assert.deepEqual(lines, [
    `raw_tp/p0+0 script.bt:1:9 ${first}`,
    `raw_tp/p0+24 script.bt:1:1 ${first}`,
    `perf_event+0 script.bt:2:19 ${second}`,
    `perf_event+48 script.bt:2:25 ${second}`,
    `perf_event+72 script.bt:2:3 ${second}`,
    `perf_event+88 script.bt:2:3 ${second}`,
  ]);
});
