/**
 * Random functions for the allocator's property test: trees of statements (easy for fast-check to shrink)
 * that are built into verified SSA with merges, loops, slots, calls and many live values.
 */
import fc from 'fast-check';
import type {
  BinaryOperator,
  Block,
  Comparison,
  Instruction,
  IrFunction,
  Slot,
  Terminator,
  ValueId,
  ValueType,
  Width,
} from '../../ir/ir.ts';

/** Operands are picked by `number modulo how many values there are`. */
type Pick = number;

export type Statement =
  | { readonly kind: 'const'; readonly value: bigint }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Pick; readonly right: Pick | bigint }
  | { readonly kind: 'unary'; readonly width: 8 | 16 | 32 | 64; readonly signed: boolean; readonly operand: Pick }
  | { readonly kind: 'compare'; readonly comparison: Comparison; readonly left: Pick; readonly right: Pick | bigint }
  | {
      readonly kind: 'load';
      readonly pointer: Pick;
      readonly offset: number;
      readonly width: Width;
      readonly signed: boolean;
    }
  | {
      readonly kind: 'store';
      readonly pointer: Pick;
      readonly offset: number;
      readonly width: Width;
      readonly value: Pick | bigint;
    }
  | { readonly kind: 'atomicAdd'; readonly pointer: Pick; readonly value: Pick; readonly fetch: boolean }
  | { readonly kind: 'compareExchange'; readonly pointer: Pick; readonly expected: Pick; readonly value: Pick }
  | { readonly kind: 'call'; readonly args: readonly Pick[]; readonly pointer: Pick; readonly used: boolean }
  | { readonly kind: 'advance'; readonly pointer: Pick; readonly subtract: boolean }
  | { readonly kind: 'slot'; readonly words: number; readonly body: readonly Statement[] }
  | {
      readonly kind: 'lookup';
      readonly pointer: Pick;
      readonly found: readonly Statement[];
      readonly merges: readonly Pick[];
    }
  | {
      readonly kind: 'if';
      readonly comparison: Comparison;
      readonly left: Pick;
      readonly right: Pick | bigint;
      readonly then: readonly Statement[] | null;
      readonly else: readonly Statement[] | null;
      readonly merges: readonly (readonly [Pick, Pick])[];
    }
  | {
      readonly kind: 'loop';
      readonly count: bigint;
      readonly carried: readonly (readonly [Pick, Pick])[];
      readonly body: readonly Statement[];
    };

const pick = fc.nat(1000);
const operators = ['add', 'sub', 'mul', 'udiv', 'umod', 'and', 'or', 'xor', 'shl', 'lshr', 'ashr'] as const;
const comparisons = ['eq', 'ne', 'ult', 'ule', 'ugt', 'uge', 'slt', 'sle', 'sgt', 'sge', 'set'] as const;
const int32 = fc.oneof(fc.constant(0n), fc.bigInt(-3n, 70n), fc.bigInt(-(2n ** 31n), 2n ** 31n - 1n));
const int64 = fc.oneof(int32, fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(2n ** 31n, 2n ** 32n));
const operand = fc.oneof({ weight: 3, arbitrary: pick }, int32);
const width = fc.constantFrom(8 as const, 16 as const, 32 as const, 64 as const);

const { statements } = fc.letrec<{ statements: Statement[]; statement: Statement }>((tie) => ({
  statements: fc.array(tie('statement'), { maxLength: 14, size: 'max' }),
  statement: fc.oneof(
    { depthSize: 'max', maxDepth: 4, depthIdentifier: 'nesting' },
    fc.record({ kind: fc.constant('const' as const), value: int64 }),
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('binary' as const),
        operator: fc.constantFrom(...operators),
        left: pick,
        right: operand,
      }),
    },
    fc.record({ kind: fc.constant('unary' as const), width, signed: fc.boolean(), operand: pick }),
    fc.record({
      kind: fc.constant('compare' as const),
      comparison: fc.constantFrom(...comparisons),
      left: pick,
      right: operand,
    }),
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('load' as const),
        pointer: pick,
        offset: fc.nat(7),
        width,
        signed: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('store' as const),
        pointer: pick,
        offset: fc.nat(7),
        width,
        value: operand,
      }),
    },
    fc.record({ kind: fc.constant('atomicAdd' as const), pointer: pick, value: pick, fetch: fc.boolean() }),
    fc.record({ kind: fc.constant('compareExchange' as const), pointer: pick, expected: pick, value: pick }),
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('call' as const),
        args: fc.array(pick, { maxLength: 4 }),
        pointer: pick,
        used: fc.boolean(),
      }),
    },
    fc.record({ kind: fc.constant('advance' as const), pointer: pick, subtract: fc.boolean() }),
    fc.record({ kind: fc.constant('slot' as const), words: fc.integer({ min: 1, max: 4 }), body: tie('statements') }),
    fc.record({
      kind: fc.constant('lookup' as const),
      pointer: pick,
      found: tie('statements'),
      merges: fc.array(pick, { maxLength: 3 }),
    }),
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('if' as const),
        comparison: fc.constantFrom(...comparisons),
        left: pick,
        right: operand,
        then: fc.option(tie('statements')),
        else: fc.option(tie('statements')),
        merges: fc.array(fc.tuple(pick, pick), { maxLength: 5 }),
      }),
    },
    fc.record({
      kind: fc.constant('loop' as const),
      count: fc.bigInt(1n, 3n),
      carried: fc.array(fc.tuple(pick, pick), { maxLength: 6 }),
      body: tie('statements'),
    }),
  ),
}));

/** Functions of up to some hundred instructions; `live` values are kept to the end, to need registers. */
export const randomFunction: fc.Arbitrary<IrFunction> = fc
  .record({ body: statements, live: fc.nat(24) })
  .map(({ body, live }) => new FunctionBuilder().build(body, live));

interface Pointer {
  readonly value: ValueId;
  /** Bytes that may be accessed from it on. */
  readonly room: number;
}

/** What statements may name: what dominates them. */
interface Scope {
  readonly ints: ValueId[];
  readonly pointers: Pointer[];
}

const span = { start: 0, end: 0 };

class FunctionBuilder {
  readonly #types: ValueType[] = [];
  readonly #slots: Slot[] = [];
  readonly #blocks: Block[] = [];
  #parameters: readonly ValueId[] = [];
  #instructions: Instruction[] = [];
  #current = 0;
  #blockCount = 1;

  build(body: readonly Statement[], live: number): IrFunction {
    const context = this.#value('pointer');
    const globals = this.#value('pointer');
    this.#instructions.push(
      { kind: 'context', dest: context, span },
      { kind: 'globalAddress', dest: globals, offset: 8, span },
    );
    const scope: Scope = {
      ints: [],
      pointers: [
        { value: context, room: 200 },
        { value: globals, room: 48 },
      ],
    };
    for (let index = 0; index <= live; index += 1) this.#load(scope, { value: context, room: 200 }, index * 8);
    const kept = scope.ints.slice();
    this.#statements(body, scope);
    const result = [...kept, ...scope.ints.slice(-8)].reduce((left, right) => {
      const dest = this.#value('int');
      this.#instructions.push({ kind: 'binary', operator: 'xor', dest, left, right, span });
      return dest;
    });
    this.#close({ kind: 'return', value: result, span });
    const blocks = this.#blocks.toSorted((a, b) => a.id - b.id);
    return {
      name: 'p0',
      kind: 'tracepoint',
      attachTo: null,
      guarded: false,
      blocks,
      slots: this.#slots,
      types: this.#types,
      span,
    };
  }

  #value(type: ValueType): ValueId {
    return this.#types.push(type) - 1;
  }

  #load(scope: Scope, pointer: Pointer, offset: number): void {
    const dest = this.#value('int');
    this.#instructions.push({ kind: 'load', dest, base: pointer.value, offset, width: 64, signed: false, span });
    scope.ints.push(dest);
  }

  #close(terminator: Terminator): void {
    this.#blocks.push({
      id: this.#current,
      parameters: this.#parameters,
      instructions: this.#instructions,
      terminator,
    });
  }

  #open(id: number, parameters: readonly ValueId[]): void {
    this.#current = id;
    this.#parameters = parameters;
    this.#instructions = [];
  }

  #int(scope: Scope, which: Pick): ValueId {
    const found = scope.ints[which % scope.ints.length];
    if (found === undefined) throw new Error('there is always a value');
    return found;
  }

  #operand(scope: Scope, which: Pick | bigint): ValueId | bigint {
    return typeof which === 'bigint' ? which : this.#int(scope, which);
  }

  #pointer(scope: Scope, which: Pick): Pointer {
    return scope.pointers[which % scope.pointers.length] ?? { value: 0, room: 8 };
  }

  #statements(body: readonly Statement[], scope: Scope): void {
    for (const each of body) this.#statement(each, scope);
  }

  #statement(each: Statement, scope: Scope): void {
    switch (each.kind) {
      case 'slot':
        return this.#slot(each, scope);
      case 'lookup':
        return this.#lookup(each, scope);
      case 'if':
        return this.#if(each, scope);
      case 'loop':
        return this.#loop(each, scope);
      default:
        return this.#simple(each, scope);
    }
  }

  #simple(each: Exclude<Statement, { readonly kind: 'slot' | 'lookup' | 'if' | 'loop' }>, scope: Scope): void {
    const out = this.#instructions;
    const dest = this.#value('int');
    switch (each.kind) {
      case 'const':
        out.push({ kind: 'const', dest, value: each.value, span });
        break;
      case 'binary':
        out.push({
          kind: 'binary',
          operator: each.operator,
          dest,
          left: this.#int(scope, each.left),
          right: this.#divisor(each, scope),
          span,
        });
        break;
      case 'unary': {
        const value = this.#int(scope, each.operand);
        if (each.width === 64) out.push({ kind: 'negate', dest, operand: value, span });
        else out.push({ kind: 'extend', dest, operand: value, width: each.width, signed: each.signed, span });
        break;
      }
      case 'compare': {
        const [left, right] = [this.#int(scope, each.left), this.#operand(scope, each.right)];
        out.push({ kind: 'compare', comparison: each.comparison, dest, left, right, span });
        break;
      }
      case 'load': {
        const { pointer, offset } = this.#within(scope, each);
        out.push({ kind: 'load', dest, base: pointer, offset, width: each.width, signed: each.signed, span });
        break;
      }
      default:
        return this.#effect(each, dest, scope);
    }
    scope.ints.push(dest);
  }

  #effect(
    each: Statement & { readonly kind: 'store' | 'atomicAdd' | 'compareExchange' | 'call' | 'advance' },
    dest: ValueId,
    scope: Scope,
  ): void {
    const out = this.#instructions;
    switch (each.kind) {
      case 'store': {
        const { pointer, offset } = this.#within(scope, each);
        out.push({
          kind: 'store',
          base: pointer,
          offset,
          width: each.width,
          value: this.#operand(scope, each.value),
          span,
        });
        return;
      }
      case 'atomicAdd': {
        const { value: base } = this.#pointer(scope, each.pointer);
        out.push({
          kind: 'atomicAdd',
          dest: each.fetch ? dest : null,
          base,
          offset: 0,
          value: this.#int(scope, each.value),
          span,
        });
        if (each.fetch) scope.ints.push(dest);
        return;
      }
      case 'compareExchange': {
        const { value: base } = this.#pointer(scope, each.pointer);
        const [expected, value] = [this.#int(scope, each.expected), this.#int(scope, each.value)];
        out.push({ kind: 'compareExchange', dest, base, offset: 0, expected, value, span });
        scope.ints.push(dest);
        return;
      }
      case 'call': {
        const args = [
          this.#pointer(scope, each.pointer).value,
          ...each.args.map((argument) => this.#int(scope, argument)),
        ];
        out.push({ kind: 'call', helper: 'probe_read_kernel', dest: each.used ? dest : null, args, span });
        if (each.used) scope.ints.push(dest);
        return;
      }
      case 'advance': {
        const from = this.#pointer(scope, each.pointer);
        if (from.room < 16) return;
        const value = this.#value('pointer');
        const [operator, right] = each.subtract ? (['sub', -8n] as const) : (['add', 8n] as const);
        out.push({ kind: 'binary', operator, dest: value, left: from.value, right, span });
        scope.pointers.push({ value, room: from.room - 8 });
        return;
      }
    }
  }

  /** Division only by what cannot be zero. */
  #divisor(each: Statement & { readonly kind: 'binary' }, scope: Scope): ValueId | bigint {
    const right = this.#operand(scope, each.right);
    if (each.operator !== 'udiv' && each.operator !== 'umod') return right;
    if (typeof right === 'bigint') return right === 0n ? 3n : right;
    const dest = this.#value('int');
    this.#instructions.push({ kind: 'binary', operator: 'or', dest, left: right, right: 1n, span });
    return dest;
  }

  #within(
    scope: Scope,
    each: { readonly pointer: Pick; readonly offset: number; readonly width: Width },
  ): { readonly pointer: ValueId; readonly offset: number } {
    const { value, room } = this.#pointer(scope, each.pointer);
    const words = Math.floor(room / 8);
    return { pointer: value, offset: (each.offset % words) * 8 };
  }

  #slot(each: Statement & { readonly kind: 'slot' }, scope: Scope): void {
    const slot = this.#slots.length;
    this.#slots.push({ id: slot, size: each.words * 8 });
    const value = this.#value('pointer');
    this.#instructions.push({ kind: 'slotBegin', slot, span }, { kind: 'slotAddress', dest: value, slot, span });
    for (let word = 0; word < each.words; word += 1) {
      this.#instructions.push({ kind: 'store', base: value, offset: word * 8, width: 64, value: BigInt(word), span });
    }
    const inner: Scope = { ints: scope.ints, pointers: [...scope.pointers, { value, room: each.words * 8 }] };
    this.#statements(each.body, inner);
    this.#instructions.push({ kind: 'slotEnd', slot, span });
  }

  /** `p = lookup(…); if (p) { … }`, the way maps are used; the merged values show which way was taken. */
  #lookup(each: Statement & { readonly kind: 'lookup' }, scope: Scope): void {
    const [map, found] = [this.#value('pointer'), this.#value('pointer')];
    const args = [map, this.#pointer(scope, each.pointer).value];
    this.#instructions.push({ kind: 'mapHandle', dest: map, map: 'm0', span });
    this.#instructions.push({ kind: 'call', helper: 'map_lookup_elem', dest: found, args, span });
    const [hit, join] = [this.#blockCount++, this.#blockCount++];
    const missed = each.merges.map((which) => this.#int(scope, which));
    const edges = { then: { block: hit, args: [] }, else: { block: join, args: missed } };
    this.#close({ kind: 'branch', comparison: 'ne', left: found, right: 0n, ...edges, span });
    this.#open(hit, []);
    const inner: Scope = { ints: scope.ints.slice(), pointers: [...scope.pointers, { value: found, room: 16 }] };
    this.#statements(each.found, inner);
    const merged = each.merges.map((which) => this.#int(inner, which + 7));
    this.#close({ kind: 'jump', to: { block: join, args: merged }, span });
    this.#join(join, merged.length, scope);
  }

  #join(block: number, count: number, scope: Scope): void {
    const parameters = Array.from({ length: count }, () => this.#value('int'));
    this.#open(block, parameters);
    scope.ints.push(...parameters);
  }

  #if(each: Statement & { readonly kind: 'if' }, scope: Scope): void {
    const join = this.#blockCount++;
    const arms = [each.then, each.else].map((body) => (body === null ? null : { body, block: this.#blockCount++ }));
    const edges = arms.map((arm, side) =>
      arm === null
        ? { block: join, args: each.merges.map((pair) => this.#int(scope, pair[side] ?? 0)) }
        : { block: arm.block, args: [] },
    );
    const [then = { block: join, args: [] }, otherwise = { block: join, args: [] }] = edges;
    const [left, right] = [this.#condition(each, scope), this.#operand(scope, each.right)];
    this.#close({ kind: 'branch', comparison: each.comparison, left, right, then, else: otherwise, span });
    arms.forEach((arm, side) => {
      if (arm === null) return;
      const inner: Scope = { ints: scope.ints.slice(), pointers: scope.pointers.slice() };
      this.#open(arm.block, []);
      this.#statements(arm.body, inner);
      const args = each.merges.map((pair) => this.#int(inner, pair[side] ?? 0));
      this.#close({ kind: 'jump', to: { block: join, args }, span });
    });
    this.#join(join, each.merges.length, scope);
  }

  /** Half of the tests against zero are of a fresh comparison, which select fuses into the branch. */
  #condition(each: Statement & { readonly kind: 'if' }, scope: Scope): ValueId {
    const left = this.#int(scope, each.left);
    if (each.right !== 0n || each.left % 2 === 0) return left;
    const dest = this.#value('int');
    this.#instructions.push({ kind: 'compare', comparison: 'sgt', dest, left, right: 5n, span });
    return dest;
  }

  /** Counts down; the carried values may be permuted on the way back, which makes cycles of moves. */
  #loop(each: Statement & { readonly kind: 'loop' }, scope: Scope): void {
    const [head, body, after] = [this.#blockCount++, this.#blockCount++, this.#blockCount++];
    const start = this.#value('int');
    this.#instructions.push({ kind: 'const', dest: start, value: each.count, span });
    const initial = each.carried.map(([which]) => this.#int(scope, which));
    this.#close({ kind: 'jump', to: { block: head, args: [start, ...initial] }, span });
    const counter = this.#value('int');
    const carried = initial.map(() => this.#value('int'));
    this.#open(head, [counter, ...carried]);
    const edges = { then: { block: body, args: [] }, else: { block: after, args: [] } };
    this.#close({ kind: 'branch', comparison: 'ne', left: counter, right: 0n, ...edges, span });
    const inner: Scope = { ints: [...scope.ints, ...carried], pointers: scope.pointers.slice() };
    this.#open(body, []);
    this.#statements(each.body, inner);
    const next = this.#value('int');
    this.#instructions.push({ kind: 'binary', operator: 'sub', dest: next, left: counter, right: 1n, span });
    // Mostly the carried values themselves, in another order.
    const again = each.carried.map(([, which]) =>
      which % 3 === 0 ? this.#int(inner, which) : (carried[which % carried.length] ?? next),
    );
    this.#close({ kind: 'jump', to: { block: head, args: [next, ...again] }, span });
    this.#open(after, []);
    scope.ints.push(...carried);
  }
}
