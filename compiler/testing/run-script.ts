/** Compiles a script as far as the IR and runs its programs in the interpreter, to see what they do. */
import assert from 'node:assert/strict';
import { verify } from '../ir/verify.ts';
import {
  type ColumnLayout,
  extremeMask,
  type Form,
  type Manifest,
  type MapPlan,
  recordHeaderSize,
  type ValueLayout,
} from '../manifest.ts';
import { lowered } from './front-end.ts';
import { interpret } from './interpret/interpret.ts';
import { type Event, Machine, someEvent } from './interpret/machine.ts';

export class ScriptRun {
  readonly machine: Machine;
  readonly manifest: Manifest;

  constructor(script: string) {
    const { module, manifest } = lowered(script);
    verify(module);
    this.machine = new Machine(module);
    this.manifest = manifest;
  }

  /** Runs a program once and gives what it returned. */
  fire(event: Partial<Event> = {}, program = 'p0'): number {
    return Number(interpret(this.machine, program, { ...someEvent, ...event }));
  }

  /** A row for each element: `key…: value`, values of per-CPU maps added up; unwritten keyless maps have none. */
  rows(name: string): string[] {
    const plan = this.manifest.maps.find(({ schema }) => schema.name === name);
    assert.ok(plan !== undefined, `no map ${name}`);
    const rows: string[] = [];
    for (const [hex, cpus, columns] of this.#elements(plan)) {
      const key = columns.map((column) => datum(Buffer.from(hex, 'hex'), column)).join(',');
      const { value } = plan;
      const first = cpus[0] ?? new Uint8Array();
      const flagged = value.kind !== 'hist' && value.kind !== 'stats' && value.presentOffset !== null;
      if (flagged && sum(cpus, value.presentOffset) === 0n) continue;
      if (value.kind === 'number') rows.push(`${key}: ${BigInt.asIntN(64, sum(cpus, 0))}`);
      if (value.kind === 'extreme') rows.push(`${key}: ${extreme(cpus, value)}`);
      if (value.kind === 'stats') rows.push(`${key}: ${BigInt.asIntN(64, sum(cpus, 8))} of ${sum(cpus, 0)}`);
      if (value.kind === 'datum') rows.push(`${key}: ${datum(Buffer.from(first), value.column)}`);
      if (value.kind === 'hist') {
        const counts = Array.from({ length: value.buckets }, (_, index) => [index, sum(cpus, index * 8)] as const);
        rows.push(
          `${key}: ${counts
            .filter(([, count]) => count > 0n)
            .map(([index, count]) => `${index}×${count}`)
            .join(' ')}`,
        );
      }
    }
    return rows.map((row) => row.replace(/^: /, '')).toSorted();
  }

  /** Key (hex), a value for each CPU, and the columns of the key. */
  #elements(plan: MapPlan): readonly (readonly [string, readonly Uint8Array[], MapPlan['keys']])[] {
    const { type, valueSize, cellOffset } = plan;
    if (type === 'hash' || type === 'percpu_hash') {
      const forms = plan.short === null ? [plan] : [plan, plan.short];
      return forms.flatMap(({ kernelName, keys }) =>
        [...this.machine.entries(kernelName)].map(([key, cpus]) => [key, cpus, keys] as const),
      );
    }
    const { cpus, stride } = this.manifest.globals.cells;
    const starts = Array.from({ length: type === 'cell' ? 1 : cpus }, (_, cpu) => cellOffset + cpu * stride);
    return [['', starts.map((start) => this.machine.globals.bytes.slice(start, start + valueSize)), plan.keys]];
  }

  /** The arguments of each data record, joined by spaces. */
  records(): string[] {
    return (this.machine.rings.get('data') ?? []).map((bytes) => {
      const record = Buffer.from(bytes);
      const layout = this.manifest.records[record.readUInt32LE(8)];
      assert.ok(layout !== undefined && record.length === layout.size && recordHeaderSize <= record.length);
      return layout.args.map((column) => datum(record, column)).join(' ');
    });
  }

  /** `kind program a b` of each control record. */
  control(): string[] {
    return (this.machine.rings.get('control') ?? []).map((bytes) => {
      const record = Buffer.from(bytes);
      return [8, 12, 16, 20].map((offset) => record.readUInt32LE(offset)).join(' ');
    });
  }

  global(member: Exclude<keyof Manifest['globals'], 'size' | 'cells'>): bigint {
    return this.machine.global(this.manifest.globals[member]);
  }
}

function extreme(cpus: readonly Uint8Array[], layout: ValueLayout & { readonly kind: 'extreme' }): bigint {
  const kept = cpus.map((bytes) => Buffer.from(bytes).readBigUInt64LE(0)).reduce((a, b) => (a > b ? a : b));
  return layout.signed ? BigInt.asIntN(64, kept ^ extremeMask(layout)) : kept ^ extremeMask(layout);
}

function sum(cpus: readonly Uint8Array[], offset: number): bigint {
  return cpus.reduce((total, bytes) => total + Buffer.from(bytes).readBigUInt64LE(offset), 0n);
}

/** A column's content; checks that what lies in memory is zero-padded, for keys are compared bytewise. */
function datum(bytes: Buffer, { offset, size, form }: ColumnLayout): string {
  const padding = bytes.subarray(offset + size, offset + ((size + 7) & ~7));
  assert.ok(
    padding.every((byte) => byte === 0),
    'a column is not padded',
  );
  return content(bytes, offset, form);
}

function content(bytes: Buffer, offset: number, form: Form): string {
  switch (form.kind) {
    case 'number':
      return `${integerAt(bytes, offset, form.size, form.signed)}`;
    case 'cut string':
      return bytes
        .subarray(offset, offset + form.capacity)
        .toString('latin1')
        .replace(/\0.*/s, '');
    case 'buffer':
      return bytes.subarray(offset + 8, offset + 8 + bytes.readUInt32LE(offset)).toString('hex');
    case 'inet':
      return bytes.subarray(offset + 8, offset + 8 + bytes.readUInt32LE(offset)).join('.');
    case 'macaddr':
      return bytes.subarray(offset, offset + 6).toString('hex');
    case 'bits': {
      const bits = integerAt(bytes, offset, form.size, false) >> BigInt(form.shift);
      return `${BigInt.asUintN(form.width, bits)}`;
    }
    case 'array': {
      const { element, length, stride } = form;
      return `[${Array.from({ length }, (_, index) => content(bytes, offset + index * stride, element)).join(' ')}]`;
    }
    case 'name':
      return `${form.source.of} ${bytes.readBigUInt64LE(offset)}`;
    case 'string': {
      const padded = bytes.subarray(offset, offset + form.capacity);
      const nul = padded.indexOf(0);
      assert.ok(nul !== -1 && padded.subarray(nul).every((byte) => byte === 0), 'a string is not padded');
      return padded.toString('latin1', 0, nul);
    }
    case 'parts':
      return `(${form.parts.map((part) => content(bytes, offset + part.offset, part.form)).join(' ')})`;
  }
}

function integerAt(bytes: Buffer, offset: number, size: 1 | 2 | 4 | 8, signed: boolean): bigint {
  if (size === 8) return signed ? bytes.readBigInt64LE(offset) : bytes.readBigUInt64LE(offset);
  return BigInt(signed ? bytes.readIntLE(offset, size) : bytes.readUIntLE(offset, size));
}
