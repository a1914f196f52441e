/** Parsers of foreign files against what binutils say, and against damage. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileC, testFolder } from '../../testing/compiled.ts';
import { addressOfOffset, buildIdOf, debugLinkOf, offsetOfAddress, readElf } from './elf.ts';
import { bufferBytes, FormatError } from './file-bytes.ts';
import { readLdCache } from './ld-cache.ts';
import { findRange, readPerfMap } from './perf-map.ts';
import { findByName, findFunction, functionTable } from './symbol-table.ts';

const source = `
int variable = 7;
__attribute__((noinline)) static int hidden(int x) { asm volatile("" ::: "memory"); return x; }
__attribute__((noinline)) int seen(int x) { return hidden(x) + variable; }
__attribute__((weak, alias("seen"))) int weak_name(int);
int main(int argc, char **argv) { return seen(argc); }`;

const symbolsOf = (path: string): ReadonlyMap<string, number> => {
  const lines = execFileSync('nm', [path], { encoding: 'utf8' }).trimEnd().split('\n');
  return new Map(
    lines.map((line) => line.split(' ')).map(([address = '', , name = '']) => [name, Number.parseInt(address, 16)]),
  );
};

test('symbols, addresses and the build id are those that binutils read', (t) => {
  const path = compileC(testFolder(t), 'program', source);
  const elf = readElf(bufferBytes(readFileSync(path)));
  const known = symbolsOf(path);
  const table = functionTable(elf);
  const address = (name: string): number => known.get(name) ?? -1;
  const shown = (name: string, into: number): string => {
    const found = findFunction(table, address(name) + into);
    return found === null ? 'none' : `${table.name(found.index)}+${found.into}`;
  };
  assert.deepEqual(
    [shown('hidden', 0), shown('hidden', 2), shown('seen', 3), shown('weak_name', 0), shown('variable', 0)],
    ['hidden+0', 'hidden+2', 'seen+3', 'seen+0', 'none'],
  );
  assert.deepEqual(table.names().toSorted(), [...table.names().keys()].map((index) => table.name(index)).toSorted());
  assert.deepEqual(findByName(elf, 'variable'), { address: address('variable'), size: 4 });
  assert.equal(findByName(elf, 'variabl'), null);
  const offset = offsetOfAddress(elf, address('seen'));
  assert.equal(addressOfOffset(elf, offset ?? -1), address('seen'));
  assert.equal(offsetOfAddress(elf, address('variable')), null);
  const notes = execFileSync('readelf', ['-n', path], { encoding: 'utf8' });
  assert.equal(buildIdOf(elf), /Build ID: ([0-9a-f]+)/.exec(notes)?.[1] ?? null);
});

test('32-bit files, and what is left after strip', (t) => {
  const folder = testFolder(t);
  const path = compileC(folder, 'program', source, ['-rdynamic']);
  execFileSync('objcopy', ['--only-keep-debug', path, `${path}.debug`]);
  execFileSync('strip', ['--strip-all', path]);
  execFileSync('objcopy', [`--add-gnu-debuglink=${path}.debug`, path]);
  const elf = readElf(bufferBytes(readFileSync(path)));
  assert.equal(debugLinkOf(elf)?.name, 'program.debug');
  assert.ok(functionTable(elf).names().includes('seen'));
  assert.ok(!functionTable(elf).names().includes('hidden'));
  const debug = readElf(bufferBytes(readFileSync(`${path}.debug`)));
  assert.ok(functionTable(debug).names().includes('hidden'));
  assert.equal(buildIdOf(debug), buildIdOf(elf));
  const small = compileC(folder, 'small', source, ['-c', '-m32', '-fno-pic']);
  const object = readElf(bufferBytes(readFileSync(small)));
  assert.equal(object.bits, 32);
  assert.ok(functionTable(object).names().includes('hidden'));
});

/** Everything that the worker does with a file. */
function readAll(bytes: Buffer): void {
  const elf = readElf(bufferBytes(bytes));
  buildIdOf(elf);
  debugLinkOf(elf);
  const table = functionTable(elf);
  for (let index = 0; index < Math.min(table.count, 100); index += 1) table.name(index);
  table.names();
  findFunction(table, 0x1139);
  findByName(elf, 'variable');
  offsetOfAddress(elf, 0x1139);
}

test('no damage leaves the file or takes for ever', (t) => {
  const whole = readFileSync(compileC(testFolder(t), 'program', source));
  const sectionsAt = Number(whole.readBigUInt64LE(40));
  // Where damage hurts: the header, the program headers, the section headers.
  const place = fc.oneof(
    fc.nat(1024),
    fc.integer({ min: sectionsAt, max: whole.length - 1 }),
    fc.nat(whole.length - 1),
  );
  const value = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
  fc.assert(
    fc.property(fc.array(fc.tuple(place, value), { minLength: 1, maxLength: 20 }), fc.nat(), (changes, cut) => {
      const bytes = Buffer.from(whole);
      for (const [at, byte] of changes) bytes[at] = byte;
      expectRefusal(() => readAll(cut % 4 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes));
    }),
    { numRuns: 1500 },
  );
});

function expectRefusal(read: () => void): void {
  try {
    read();
  } catch (error) {
    // A read outside a piece is Node's own check.
    if (!(error instanceof FormatError) && !(error instanceof RangeError)) throw error;
  }
}

test('perf maps: what was written last at a place counts, other lines do not', () => {
  const text =
    '1000 20 first\n1020 10 second one\nnonsense\n1000 30 again\nfffffffffffffffffff 1 far\n2000 zz bad\n3000 8 \n';
  const ranges = readPerfMap(bufferBytes(Buffer.from(text)));
  assert.deepEqual(
    [0xfff, 0x1000, 0x101f, 0x1020, 0x102f, 0x1030].map((address) => findRange(ranges, address)?.name ?? null),
    [null, 'again', 'again', 'second one', 'second one', null],
  );
});

test('the cache of the dynamic linker, whole and damaged', () => {
  const whole = readFileSync('/etc/ld.so.cache');
  const printed = execFileSync('ldconfig', ['-p'], { encoding: 'utf8' });
  const expected = [...printed.matchAll(/^\t(\S+) \(.*\) => (.+)$/gm)].map(([, name, path]) => `${name} ${path}`);
  const found = readLdCache(bufferBytes(whole)).map(({ name, path }) => `${name} ${path}`);
  assert.deepEqual(found, expected);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      fc.nat(),
      (changes, cut) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        expectRefusal(
          () => void readLdCache(bufferBytes(cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes)),
        );
      },
    ),
    { numRuns: 300 },
  );
});
