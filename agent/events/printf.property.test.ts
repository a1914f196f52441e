import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColumnLayout } from '@bpfleet/compiler';
import { formatPrintf, parseFormat } from '@bpfleet/results';
import fc from 'fast-check';
import { decodeColumn } from '../kernel/columns.ts';
import { noContainers } from '../names/names.ts';
import { formattedText } from './printf.ts';

const flags = fc.constantFrom('', '-', '+', '#', '0', '-5', '12', '012', '+8', '#10');
const modifier = fc.constantFrom('', 'l', 'll', 'h', 'hh');
const size = fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const);

const argument = fc.oneof(
  fc
    .tuple(flags, modifier, fc.constantFrom('d', 'i', 'u', 'x', 'X', 'o', 'c', 's', 'p'), size, fc.boolean())
    .map(([flag, length, conversion, bytes, signed]) => ({
      spec: `%${flag}${conversion === 's' || conversion === 'p' || conversion === 'c' ? '' : length}${conversion}`,
      column: (offset: number): ColumnLayout => ({
        offset,
        size: 8,
        type: { kind: 'int', size: bytes, signed },
        form: { kind: 'number', size: bytes, signed },
      }),
    })),
  fc.tuple(fc.constantFrom('', '-', '20', '-20', '3'), fc.constantFrom(8, 16)).map(([flag, capacity]) => ({
    spec: `%${flag}s`,
    column: (offset: number): ColumnLayout => ({
      offset,
      size: capacity,
      type: { kind: 'string' },
      form: { kind: 'string', capacity },
    }),
  })),
);

const byte = fc.oneof(fc.constantFrom(0, 0, 1, 0x7f, 0x80, 0xff, 97), fc.nat(255));

test('the put-together printf prints what formatPrintf prints', () => {
  const layouts = fc.array(argument, { minLength: 1, maxLength: 4 });
  const memory = fc.array(byte, { minLength: 96, maxLength: 96 });
  fc.assert(
    fc.property(layouts, memory, fc.constantFrom(0, 8), (args, content, start) => {
      const columns = args.map(({ column }, index) => column(16 + index * 16));
      const text = `é ${args.map(({ spec }) => spec).join('|')}\n`;
      const bytes = Buffer.from(content);
      const data = columns.map((column) => decodeColumn(bytes, start, column));
      const types = columns.map(({ type }) => type);
      const expected = formatPrintf(parseFormat(text), types, data, false);
      assert.equal(formattedText(text, columns, noContainers)(bytes, start), expected.toString('latin1'));
    }),
    { seed: 20_260_923, numRuns: 2000 },
  );
});
