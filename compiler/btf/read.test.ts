import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CType } from '../ctypes/ctype.ts';
import { formatCType, formatDefinition } from '../ctypes/format.ts';
import { findMember, flatMembers, resolve, sizeOf } from '../ctypes/query.ts';
import { StringTable } from '../elf/strings.ts';
import { TargetError } from '../target/target-error.ts';
import { storedBtf } from '../testing/target.ts';
import { encodeBtf } from './encode.ts';
import { Btf, type BtfName } from './read.ts';
import type { BtfType } from './types.ts';

const bytes = storedBtf();
const vmlinux = new Btf(bytes, 'vmlinux', null);

function find(kind: BtfName, name: string): CType {
  const type = vmlinux.find(kind, name);
  assert.ok(type !== null, `${kind} ${name}`);
  return type;
}

describe('types of Linux 6.18', () => {
  const declarations: readonly (readonly [BtfName, string, string])[] = [
    ['function', 'vfs_read', 'ssize_t x(struct file *file, char *buf, size_t count, loff_t *pos)'],
    ['function', '_printk', 'int x(const char *fmt, ...)'],
    ['typedef', 'pid_t', 'pid_t x'],
    ['struct', 'list_head', 'struct list_head x'],
    ['enum', 'bpf_map_type', 'enum bpf_map_type x'],
    ['int', 'long unsigned int', 'long unsigned int x'],
  ];
  for (const [kind, name, text] of declarations)
    it(`${kind} ${name}`, () => assert.equal(formatCType(find(kind, name), 'x'), text));

  it('resolves a cycle step by step', () => {
    const head = find('struct', 'list_head');
    assert.ok(head.kind === 'struct');
    const next = findMember(head, 'next');
    assert.ok(next?.type.kind === 'pointer');
    assert.equal(next.type.to, head);
  });

  it('finds members of anonymous members', () => {
    const sock = find('struct', 'sock_common');
    assert.ok(sock.kind === 'struct');
    const port = findMember(sock, 'skc_dport');
    assert.deepEqual([port?.offsetBits, port?.bits, formatCType(port?.type ?? sock)], [96, null, '__be16']);
    const reuse = findMember(sock, 'skc_reuseport');
    assert.deepEqual([reuse?.offsetBits, reuse?.bits], [156, 1]);
    assert.equal(findMember(sock, 'nonesuch'), null);
  });

  it('finds enum constants', () => {
    assert.equal(vmlinux.enumerator('TCP_LISTEN')?.value, 10n);
    assert.equal(vmlinux.enumerator('BPF_MAP_TYPE_ARRAY')?.type.name, 'bpf_map_type');
    assert.equal(vmlinux.enumerator('NO_SUCH_CONSTANT'), null);
    assert.equal(vmlinux.enumerator(''), null);
  });

  it('gives the same after many look-ups as after few', () => {
    const fresh = new Btf(bytes, 'vmlinux', null);
    const names = [...fresh.names('function')].filter((_, number) => number % 1000 === 0).concat('no_such_function');
    const few = names.map((name) => new Btf(bytes, 'vmlinux', null).findId('function', name));
    assert.ok(names.length > 10);
    assert.deepEqual(
      [names.map((name) => fresh.findId('function', name)), names.map((name) => fresh.findId('function', name))],
      [few, few],
    );
  });

  it('tells functions and names without a pass over the types', () => {
    const functions = new Set(vmlinux.names('function'));
    const some = [...functions].filter((_, number) => number % 1000 === 0);
    const others = ['task_struct', 'pid_t', 'TCP_LISTEN', 'skc_dport', 'no_such_function', 'vfs_rea', 'fs_read', ''];
    for (const name of [...some, ...others]) assert.equal(vmlinux.hasFunction(name), functions.has(name), name);
    const named = ['TCP_LISTEN', 'vfs_read', 'skc_dport', 'NO_SUCH_CONSTANT', 'TCP_LISTE', ''];
    assert.deepEqual(
      named.filter((name) => vmlinux.hasName(name)),
      ['TCP_LISTEN', 'vfs_read', 'skc_dport'],
    );
  });

  it('tells one kind from another of the same name', () => {
    assert.equal(vmlinux.find('union', 'task_struct'), null);
    assert.equal(vmlinux.find('struct', 'pid_t'), null);
  });

  it('knows kfuncs', () => {
    const kfuncs = new Set(vmlinux.taggedFunctions('bpf_kfunc'));
    assert.ok(kfuncs.has('bpf_task_from_pid'), [...kfuncs].slice(0, 20).join(' '));
    assert.ok(!kfuncs.has('vfs_read'));
  });

  it('reads every type, and each as large as its members say', () => {
    let members = 0;
    for (const kind of ['struct', 'union', 'typedef', 'function', 'enum'] as const) {
      for (const name of new Set(vmlinux.names(kind))) {
        const type = find(kind, name);
        formatCType(type);
        const plain = resolve(type);
        if (plain.kind !== 'struct' && plain.kind !== 'union') continue;
        formatDefinition(plain);
        for (const member of flatMembers(plain)) {
          const bits = member.bits ?? (sizeOf(member.type) ?? 0) * 8;
          assert.ok(member.offsetBits + bits <= plain.bytes * 8, `${plain.name}.${member.name}`);
          members++;
        }
      }
    }
    assert.ok(members > 50_000, `${members} members`);
  });
});

describe('a module', () => {
  // Split BTF goes on with the ids and strings of vmlinux: write it whole, then move what is its own.
  const endId = lastId(vmlinux) + 1;
  const base = new Btf(bytes, 'vmlinux', null);
  const task = base.findId('struct', 'task_struct') ?? 0;
  const split = new Btf(
    splitBtf([
      { kind: 'pointer', to: task },
      { kind: 'struct', name: 'of_module', bytes: 8, members: [{ name: 'task', type: endId, offsetBits: 0 }] },
    ]),
    'some_module',
    base,
  );

  it('has its own types', () => {
    const type = split.find('struct', 'of_module');
    assert.ok(type?.kind === 'struct');
    assert.equal(formatDefinition(type), 'struct of_module {\n\tstruct task_struct *task;\n}');
    const member = type.members[0]?.type;
    assert.ok(member?.kind === 'pointer');
    assert.equal(member.to, base.type(task), 'types of vmlinux are the same objects');
  });
  it('does not find those of vmlinux', () => assert.equal(split.findId('struct', 'task_struct'), null));
});

function lastId(btf: Btf): number {
  let id = 1;
  for (let step = 1 << 24; step > 0; step >>= 1) if (exists(btf, id + step)) id += step;
  return id;
}

function exists(btf: Btf, id: number): boolean {
  try {
    btf.type(id);
    return true;
  } catch (error) {
    return error instanceof TargetError && /is used as a type/.test(error.message);
  }
}

/** Names become offsets behind those of vmlinux. */
function splitBtf(types: readonly BtfType[]): Uint8Array {
  const strings = new StringTable();
  const whole = encodeBtf(types, strings);
  const base = new DataView(bytes.buffer, bytes.byteOffset).getUint32(20, true);
  const view = new DataView(whole.buffer, whole.byteOffset);
  for (const at of nameWords(types)) {
    const name = view.getUint32(at, true);
    if (name !== 0) view.setUint32(at, name + base, true);
  }
  return whole;
}

function nameWords(types: readonly BtfType[]): readonly number[] {
  let at = 24;
  return types.flatMap((type) => {
    const head = at;
    const members = type.kind === 'struct' ? type.members.map((_, index) => head + 12 + index * 12) : [];
    at += 12 + members.length * 12;
    return [head, ...members];
  });
}

function encoded(types: readonly BtfType[]): Uint8Array {
  return encodeBtf(types, new StringTable());
}

describe('bytes that are no BTF', () => {
  const int: BtfType = { kind: 'int', name: 'int', bytes: 4, signed: true };
  const good = encoded([
    int,
    { kind: 'struct', name: 's', bytes: 4, members: [{ name: 'a', type: 1, offsetBits: 0 }] },
  ]);
  const changed = (at: number, value: number): Uint8Array => {
    const copy = good.slice();
    new DataView(copy.buffer).setUint32(at, value, true);
    return copy;
  };
  const loops: BtfType = { kind: 'struct', name: 's', bytes: 8, members: [{ name: 'a', type: 2, offsetBits: 0 }] };
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['nothing', new Uint8Array(), /0 bytes are no BTF/],
    ['another magic', changed(0, 7), /no little-endian BTF/],
    ['a section that is too long', changed(12, 1 << 20), /beyond the end/],
    ['a header that is too short', changed(4, 4), /beyond the end/],
    ['an unknown kind', changed(24 + 4, 99 << 24), /unknown kind 99/],
    ['a type cut off', changed(12, 24), /cut off/],
    ['a name outside', changed(24, 1 << 20), /outside of the strings/],
    ['a member outside', changed(24 + 16 + 12 + 8, 64), /outside of it/],
    ['a member of no type', changed(24 + 16 + 12 + 4, 77), /type 77 is not there/],
    ['a struct in itself', encoded([int, loops]), /contains itself/],
    [
      'arrays of arrays without end',
      encoded([int, { kind: 'array', element: 2, index: 1, length: 2 }, { ...loops, name: 's' }]),
      /contains itself/,
    ],
    [
      'an array that is too large',
      encoded([
        int,
        { kind: 'array', element: 1, index: 1, length: 2 ** 32 - 1 },
        { kind: 'struct', name: 's', bytes: 4, members: [{ name: 'a', type: 2, offsetBits: 0 }] },
      ]),
      /array 2 has/,
    ],
  ];
  for (const [what, damaged, message] of cases) {
    it(what, () =>
      assert.throws(
        () => new Btf(damaged, 'x', null).find('struct', 's'),
        (error) => {
          assert.ok(error instanceof TargetError);
          assert.match(error.message, message);
          return true;
        },
      ),
    );
  }

  it('damage anywhere gives types or a TargetError', () => {
    // The front of vmlinux, made consistent: a few thousand types.
    const start = smallBtf();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(start.length - 1), fc.nat(255)), { maxLength: 20 }), (changes) => {
        const copy = start.slice();
        for (const [at, value] of changes) copy[at] = value;
        try {
          visit(new Btf(copy, 'x', null));
        } catch (error) {
          if (!(error instanceof TargetError)) throw error;
        }
      }),
      { numRuns: 300, examples: [[[[48, 6]]], [[[176, 7]]], [[[156, 6]]]] },
    );
  });
});

/** The first types of vmlinux with its strings cut to what they need is not BTF that stands alone; this is. */
function smallBtf(): Uint8Array {
  const types: BtfType[] = [
    { kind: 'int', name: 'int', bytes: 4, signed: true },
    { kind: 'pointer', to: 4 },
    { kind: 'array', element: 2, index: 1, length: 3 },
    {
      kind: 'struct',
      name: 'node',
      bytes: 40,
      members: [
        { name: 'next', type: 2, offsetBits: 0 },
        { name: '', type: 5, offsetBits: 64 },
        { name: 'rest', type: 3, offsetBits: 128 },
      ],
    },
    { kind: 'struct', name: '', bytes: 8, members: [{ name: 'count', type: 1, offsetBits: 0 }] },
    { kind: 'prototype', returns: 2, parameters: [{ name: 'a', type: 1 }] },
    { kind: 'function', name: 'step', prototype: 6, linkage: 'global' },
  ];
  return encoded(types);
}

/** Looks at all that can be reached without following pointers. */
function visit(btf: Btf): void {
  for (const kind of ['struct', 'union', 'enum', 'typedef', 'function', 'int'] as const) {
    for (const name of btf.names(kind)) {
      const type = btf.find(kind, name);
      if (type === null) continue;
      formatCType(type);
      sizeOf(type);
      const plain = resolve(type);
      if (plain.kind === 'struct' || plain.kind === 'union') {
        formatDefinition(plain);
        for (const member of flatMembers(plain)) formatCType(member.type, member.name);
      }
      if (plain.kind === 'enum') formatDefinition(plain);
    }
  }
  btf.enumerator('step');
  [...btf.taggedFunctions('step')].join('');
}
