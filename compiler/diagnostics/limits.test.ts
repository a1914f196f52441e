/** Hostile scripts: very long, very deep, very many. Each ends at once with a diagnostic and never with an exception. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultLimits, localPolicy } from '../policy.ts';
import { checkScript } from '../testing/check-script.ts';
import { storedTarget } from '../testing/target.ts';

const many = 10_000;
/** Milliseconds of CPU, so that a loaded machine does not count; far below what anything quadratic would take. */
const soon = 5_000;

function expectCode(script: string, code: string | null): void {
  const begin = process.cpuUsage();
  const { diagnostics } = checkScript(script);
  const { user, system } = process.cpuUsage(begin);
  assert.ok(user + system < soon * 1000, `took ${(user + system) / 1000} ms`);
  const found = diagnostics.map((diagnostic) => diagnostic.code);
  if (code === null) assert.deepEqual(found, []);
  else assert.ok(found.includes(code), `${code} is not among ${found.slice(0, 5).join(', ')}`);
}

const deep: readonly (readonly [string, string])[] = [
  ['parentheses', `begin { @ = ${'('.repeat(many)}1${')'.repeat(many)}; }`],
  ['open parentheses', `begin { @ = ${'('.repeat(many)}`],
  ['minus signs', `begin { @ = ${'- '.repeat(many)}1; }`],
  ['increments', `begin { ${'++ '.repeat(many)}$x; }`],
  ['a sum', `begin { @ = 1${' + 1'.repeat(many)}; }`],
  ['conditions', `begin { if (pid == 1${' || pid == 1'.repeat(many)}) { } }`],
  ['ternaries', `begin { @ = ${'pid ? 1 : '.repeat(many)}1; }`],
  ['conditions that repeat', `begin { @ = ${'('.repeat(100)}pid${' ?: 1)'.repeat(100)}; }`],
  ['casts', `begin { @ = ${'(uint64)'.repeat(many)}1; }`],
  ['keys of maps', `begin { @x = ${'@x['.repeat(many)}1${']'.repeat(many)}; }`],
  ['calls', `begin { @x = ${'print('.repeat(many)}1${')'.repeat(many)}; }`],
  ['members', `begin { @x = args${'.x'.repeat(many)}; }`],
  ['blocks', `begin ${'{'.repeat(many)}${'}'.repeat(many)}`],
  ['open blocks', `begin ${'{'.repeat(many)}`],
  ['ifs', `begin { ${'if (1) { '.repeat(many)}`],
  ['else ifs', `begin { if (1) { } ${'else if (1) { } '.repeat(many)} }`],
  ['sums of sums', `begin { @ = ${'('.repeat(150)}1${`${' + 1'.repeat(300)})`.repeat(150)}; }`],
];

describe('what is nested too deeply is told', () => {
  for (const [what, script] of deep) it(what, () => expectCode(script, 'nested-too-deeply'));
});

describe('depth below the limits is accepted', () => {
  it('parentheses', () => expectCode(`begin { @ = ${'('.repeat(150)}1${')'.repeat(150)}; }`, null));
  it('more parentheses', () => expectCode(`begin { @ = ${'('.repeat(500)}1${')'.repeat(500)}; }`, null));
  it('ifs', () => expectCode(`begin { ${'if (pid) { '.repeat(250)}@ = 1;${' }'.repeat(250)} }`, null));
  it('tuples', () => expectCode(`begin { $x = ${'('.repeat(250)}1${',)'.repeat(250)}; print($x); }`, null));
  it('operators', () => expectCode(`begin { @ = pid${' + 1'.repeat(390)}; }`, null));
  it('blocks', () => expectCode(`begin ${'{ if (pid) '.repeat(90)}{ @ = 1; } ${'}'.repeat(90)}`, null));
});

describe('many things', () => {
  it('arguments', () => expectCode(`begin { print(${'1,'.repeat(400_000)}1); }`, 'argument-count'));
  it('columns of a key', () => expectCode(`begin { @[${'1,'.repeat(100_000)}1] = 1; }`, 'map-keys'));
  it('statements in a block', () => expectCode(`begin { { ${'@x++; '.repeat(150_000)} } }`, null));
  it('statements', () => expectCode(`begin { ${'@x++; '.repeat(many)} }`, null));
  it('errors of syntax', () => expectCode(`begin { ${'$x = ; '.repeat(many)} }`, 'unexpected-token'));
  it('unknown probes', () => expectCode('t:syscalls:sys_enter_opena { } '.repeat(many), 'unknown-probe'));
  it('variables of one probe', () => {
    const declare = (count: number) => Array.from({ length: count }, (_, index) => `$a${index} = 1;`).join(' ');
    expectCode(`begin { ${declare(513)} }`, 'too-many-variables');
    expectCode(`begin { ${declare(512)} } end { ${declare(512)} }`, null);
  });
  it('undeclared variables among many', () => {
    const declared = Array.from({ length: many }, (_, index) => `$a${index} = 1;`).join(' ');
    expectCode(`begin { ${declared} ${'print($b); '.repeat(many)} }`, 'undeclared-variable');
  });
  it('types that follow each other forwards', () => {
    const chain = Array.from({ length: many }, (_, index) => `@m${index + 1} = @m${index};`).join(' ');
    expectCode(`begin { @m0 = nsecs; ${chain} }`, null);
  });
  it('types that follow each other backwards', () => {
    const chain = Array.from({ length: 1000 }, (_, index) => `@m${1000 - index} = @m${999 - index};`).join(' ');
    expectCode(`begin { ${chain} @m0 = nsecs; }`, 'types-unsettled');
  });
  it('stars in a wildcard', () => expectCode(`t:syscalls:${'*a'.repeat(many)} { }`, 'no-matches'));
  it('warnings before an error', () => expectCode(`begin { ${'pid; '.repeat(many)} @x = "a" - 1; }`, 'bad-operand'));
  it('closing braces', () => expectCode('}'.repeat(many), 'unexpected-token'));
  it('stars', () => expectCode(`begin { @ = ${'* '.repeat(many)}1; }`, 'nested-too-deeply'));
  it('quotes', () => expectCode(`begin { ${'"'.repeat(many + 1)}`, 'unexpected-token'));
  it('characters', () => expectCode(`begin { } // ${'x'.repeat(1024 * 1024)}`, 'script-too-long'));
  it('a long string', () => expectCode(`begin { printf("${'x'.repeat(500_000)}"); }`, null));
  it('a long name', () => expectCode(`begin { ${'x'.repeat(500_000)}(); }`, 'unknown-name'));
  it('attach points', () => {
    const policy = { ...localPolicy, limits: { ...defaultLimits, maxProbes: 10 } };
    const { diagnostics } = checkScript('t:syscalls:sys_enter_* { } t:syscalls:sys_exit_* { }', storedTarget(), policy);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['too-many-probes'],
    );
  });
});
