import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeAgentMessage,
  decodeOperatorMessage,
  encodeAgentMessage,
  encodeOperatorMessage,
  MalformedMessage,
} from './codec.ts';
import { countMessages } from './count-messages.ts';
import { generate } from './generate.ts';
import { type AgentMessage, enumTables, type OperatorMessage, tables } from './gen/messages.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Any message of the protocol, by its table. */
function anyMessage(name: string): fc.Arbitrary<object> {
  const table = tables[name];
  assert.ok(table !== undefined);
  const fields = table.fields.map((field): [string, fc.Arbitrary<unknown>] => {
    const one = anyValue(field.type, field.of ?? '', !field.repeated && !table.union);
    return [field.name, field.repeated ? fc.array(one, { maxLength: 3 }) : one];
  });
  if (table.union)
    return fc.oneof(
      ...fields.map(([kind, value]) => fc.record({ kind: fc.constant(kind), value }, { noNullPrototype: true })),
    );
  return fc.record(Object.fromEntries(fields), { noNullPrototype: true });
}

function anyValue(type: string, of: string, nullable: boolean): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return fc.string({ unit: 'binary' });
    case 'bytes':
      return fc.uint8Array({ maxLength: 20 });
    case 'bool':
      return fc.boolean();
    case 'uint32':
      return fc.nat({ max: 0xffff_ffff });
    case 'uint64':
      return fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
    case 'enum':
      return fc.constantFrom(...(enumTables[of] ?? []));
    default:
      return nullable ? fc.option(anyMessage(of)) : anyMessage(of);
  }
}

test('every message survives the wire', () => {
  fc.assert(
    fc.property(anyMessage('AgentMessage'), (message) => {
      assert.deepEqual(decodeAgentMessage(encodeAgentMessage(message as AgentMessage)), message);
    }),
  );
  fc.assert(
    fc.property(anyMessage('OperatorMessage'), (message) => {
      assert.deepEqual(decodeOperatorMessage(encodeOperatorMessage(message as OperatorMessage)), message);
    }),
  );
});

test('bytes that are no message: MalformedMessage or a whole message, never anything else', () => {
  const check = (bytes: Uint8Array): void => {
    try {
      assert.equal(typeof decodeAgentMessage(bytes).kind, 'string');
    } catch (error) {
      assert.ok(error instanceof MalformedMessage, String(error));
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), check));
  fc.assert(
    fc.property(anyMessage('AgentMessage'), fc.nat(), (message, at) => {
      const bytes = encodeAgentMessage(message as AgentMessage);
      check(bytes.subarray(0, at % (bytes.length + 1)));
    }),
  );
});

test('a small message cannot become millions of objects', () => {
  const lines = (count: number, first: readonly number[] = []): Uint8Array => {
    // event_batch { lines {} × count }
    const body = Buffer.concat([Buffer.from(first), Buffer.alloc(count * 2, Buffer.from([0x22, 0x00]))]);
    return Buffer.concat([Buffer.from([0x32]), varint(body.length), body]);
  };
  assert.equal(decodeAgentMessage(lines(100_000)).kind, 'eventBatch');
  const before = process.memoryUsage().heapUsed;
  const tooMany = { name: 'MalformedMessage', message: /more than 200000 messages/ };
  assert.throws(() => decodeAgentMessage(lines(2_000_000)), tooMany);
  // Behind what the decoder steps over: an empty group 15, a group with a varint in it.
  assert.throws(() => decodeAgentMessage(lines(2_000_000, [0x7b, 0x7c])), tooMany);
  assert.throws(() => decodeAgentMessage(lines(2_000_000, [0x7b, 0x08, 0x01, 0x7c])), tooMany);
  assert.ok(process.memoryUsage().heapUsed - before < 20_000_000);
});

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}

test('the count is that of the objects', () => {
  const objects = (value: unknown): number => {
    if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return 0;
    if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + objects(item), 0);
    return 1 + Object.values(value).reduce<number>((sum, item) => sum + objects(item), 0);
  };
  fc.assert(
    fc.property(anyMessage('AgentMessage'), (message) => {
      assert.equal(countMessages(encodeAgentMessage(message as AgentMessage), 'AgentMessage', 1e9), objects(message));
    }),
  );
});

test('what is wrong is said', () => {
  const check = (bytes: readonly number[], text: RegExp): void => {
    assert.throws(() => decodeAgentMessage(Uint8Array.from(bytes)), { name: 'MalformedMessage', message: text });
  };
  check([], /an AgentMessage without a member/);
  check([0x0a, 0x7f, 0x08], /not an AgentMessage: .*\(3 bytes\)/);
  // session_status { state: 99 }
  check([0x1a, 0x02, 0x20, 99], /state: 99 is no SessionState/);
  // A member of a later version.
  check([0xba, 0x01, 0x00], /an AgentMessage without a member that this version knows/);
});

test('gen/ is fresh', () => {
  for (const [name, text] of generate()) {
    assert.equal(readFileSync(join(import.meta.dirname, name), 'utf8'), text, `${name}: run scripts/generate`);
  }
});
