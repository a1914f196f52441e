/** Binaries that are not there, for tests: a program with C and C++ functions, a stripped one, a text file. */
import type { Binary, BinaryFunction, BinaryTable } from '../target/binaries.ts';

const at = (name: string, offset: bigint, size = 32n): BinaryFunction => ({ name, offset, size });

const program = [
  at('_ZN2ns3Foo3barEi', 0x1300n),
  at('_ZN2ns3Foo3barEl', 0x1340n),
  at('alias', 0x1100n),
  at('inner', 0x1200n),
  at('main', 0x1000n, 64n),
  at('outer', 0x1100n),
];
const cpp = new Map([
  ['_ZN2ns3Foo3barEi', 'ns::Foo::bar(int)'],
  ['_ZN2ns3Foo3barEl', 'ns::Foo::bar(long)'],
]);

function binary(path: string, functions: readonly BinaryFunction[], problem: string | null = null): Binary {
  return {
    reference: { path, root: '/', identity: 'test' },
    problem,
    functions: () => functions,
    demangled: () => cpp,
    distance: (offset, name) => (name === 'variable' ? 0x4000n - offset : null),
    offsetOf: (address) => (address >= 0x401000n && address < 0x402000n ? address - 0x400000n : null),
  };
}

const binaries = [
  binary('/bin/app', program),
  binary('/bin/app2', program),
  binary('/bin/stripped', []),
  binary('/etc/passwd', [], 'it is no ELF file'),
  binary('/usr/lib/libc.so.6', [at('free', 0x2000n), at('malloc', 0x2100n)]),
];
const shortNames = new Map([
  ['app', '/bin/app'],
  ['libc', '/usr/lib/libc.so.6'],
]);

export const testBinaries: BinaryTable = {
  find(name) {
    const path = shortNames.get(name) ?? name;
    if (!path.includes('*')) return binaries.filter(({ reference }) => reference.path === path);
    const start = path.slice(0, path.indexOf('*'));
    return binaries.filter(({ reference }) => reference.path.startsWith(start));
  },
  mapped: () => null,
};
