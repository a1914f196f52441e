/** docs/language.md against the tables of the compiler: what is there, what it is called with, what it gives. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, test } from 'node:test';
import { configKeys } from '../config/keys.ts';
import { emitStage } from '../emit-text.ts';
import { localPolicy, type Policy } from '../policy.ts';
import { storedTarget } from '../testing/target.ts';
import { builtins } from './builtins.ts';
import { providerNames } from './providers.ts';
import { unsupportedNames } from './unsupported.ts';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'language.md'), 'utf8');

interface Row {
  readonly what: string;
  readonly type: string;
}

function section(heading: string): string {
  return text.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';
}

/** Rows of the tables below a heading; the words of a cell without the marks of code. */
function rows(heading: string): readonly Row[] {
  const cells = [...section(heading).matchAll(/^\| (?<what>`.*?) \|(?: (?<type>.*?) \|)/gm)].map(
    ({ groups }) => groups ?? {},
  );
  return cells.map(({ what = '', type = '' }) => ({ what: plain(what), type: plain(type) }));
}

const plain = (cell: string): string => cell.replaceAll('`', '').trim();

const isArgument = (name: string): boolean => /^arg\d+$/.test(name);

test('each builtin and function has its row, and each row its builtin', () => {
  const values = builtins.flatMap((one) => (one.kind === 'value' && !isArgument(one.name) ? [one.name] : []));
  const calls = builtins.flatMap((one) => (one.kind === 'value' ? [] : [one.signature]));
  const named = rows('Builtins').map(({ what }) => what);
  assert.deepEqual(named.toSorted(), [...values, 'arg0 … arg9'].toSorted());
  assert.deepEqual(
    rows('Functions')
      .map(({ what }) => what)
      .toSorted(),
    calls.toSorted(),
  );
});

test('aggregates and statements are told apart from values', () => {
  const types = new Map(rows('Functions').map(({ what, type }) => [what, type]));
  for (const one of builtins) {
    if (one.kind === 'value') continue;
    const type = types.get(one.signature) ?? '';
    const expected = { aggregate: 'aggregate', action: 'nothing' };
    if (one.kind === 'function') assert.ok(!Object.values(expected).includes(type), one.name);
    else assert.equal(type, expected[one.kind], one.name);
  }
});

describe('types', () => {
  /** A call for each function that gives a value, for those that have one type. */
  const examples: readonly string[] = [
    'strlen(comm)',
    'strncmp(comm, "a", 1)',
    'strstr(comm, "a")',
    'strcontains(comm, "a")',
    'str_concat(comm, "a")',
    'strcap(comm)',
    'memcmp(comm, comm, 2)',
    'str(uptr(curtask))',
    'buf(curtask, 4)',
    'macaddr((uint8[6])0)',
    'ntop(pid)',
    'pton("::1")',
    'pton("127.0.0.1")',
    'is_err(curtask)',
    'ksym(1)',
    'usym(1)',
    'strftime("%H", nsecs)',
    'strerror(1)',
    'signal_name(1)',
    'syscall_name(1)',
    'cgroup_path(1)',
    'is_str(comm)',
    'is_ptr(1)',
    'is_array(1)',
    'is_integer(1)',
    'is_unsigned_integer(1)',
    'is_literal(1)',
    'kfunc_exist("x")',
    'len(@)',
    'has_key(@, 1)',
    'delete(@, 1)',
    'uaddr("variable")',
    'reg("ip")',
  ];
  const target = storedTarget();
  const policy: Policy = { ...localPolicy, inputs: { ...localPolicy.inputs, childPid: 1 } };

  /** Without its size, which depends on the place. */
  function typeOf(expression: string): string {
    const script = `uprobe:/bin/app:main { @[1] = 1; $x = ${expression}; print($x); }`;
    const { output, diagnostics } = emitStage('typed', { name: 'a.bt', text: script }, target, policy);
    assert.ok(output !== null, diagnostics[0]?.message ?? script);
    const type = /^ *variable 0 \$x: (.*)$/m.exec(output)?.[1] ?? '';
    return type.replace(/^(string|buffer)\[\d+\]$/, '$1');
  }

  const isExact = ({ type }: Row): boolean => !/^(a |of |its )/.test(type);
  const onCluster = new Set(['pod', 'container', 'namespace', 'workload', 'node']);
  const here = (row: Row): boolean => isExact(row) && !onCluster.has(row.what);
  for (const { what, type } of rows('Builtins').filter(here))
    it(what, () => assert.equal(typeOf(what.startsWith('arg0') ? 'arg0' : what), type));

  const documented = rows('Functions').filter(isExact);
  for (const call of examples) {
    it(call, () => {
      const name = `${/^\w+/.exec(call)?.[0] ?? ''}(`;
      const row = documented.find(({ what }) => what.startsWith(name));
      assert.ok(row?.type.split(' or ').includes(typeOf(call)), `${row?.type ?? ''} is ${typeOf(call)}`);
    });
  }
});

test('each provider is mentioned, and each setting', () => {
  const probes = section('Probes');
  for (const provider of providerNames) assert.match(probes, new RegExp(`\`${provider}\\b`), provider);
  for (const key of configKeys.keys()) assert.ok(text.includes(`\`${key}\``), key);
});

test('what is listed as not there is not there, and all that is not there is listed', () => {
  const names = [...section('Not yet').matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
  const known = new Set<string>([...builtins.map(({ name }) => name), ...providerNames]);
  assert.deepEqual(
    names.filter((name) => known.has(name)),
    [],
  );
  assert.deepEqual(
    [...unsupportedNames].filter((name) => !names.includes(name)),
    [],
  );
});
