/**
 * Builds one IR function block by block, script variables in SSA form.
 *
 * Needs: calls in an order such that a block is started after every branch to it was made.
 * Gives: an IrFunction whose blocks are in topological order.
 * Reports: nothing; misuse is a CompilerBug.
 *
 * Variables follow Braun et al., "Simple and Efficient Construction of SSA Form" (2013): a use looks for the
 * definition in its block, then in the predecessors; where these disagree the block gets a parameter.
 */
import { invariant } from '../diagnostics/invariant.ts';
import type {
  BinaryOperator,
  Block,
  Comparison,
  Edge,
  Instruction,
  IrFunction,
  Slot,
  SlotId,
  Terminator,
  ValueId,
  ValueType,
  Width,
} from '../ir/ir.ts';
import type { Span } from '../source/source.ts';

/** A value, or a constant. */
export type Operand = ValueId | bigint;

/** A block under construction; what it jumps to is fixed when the function is finished. */
export interface OpenBlock {
  id: number;
  readonly parameters: ValueId[];
  readonly instructions: Instruction[];
  readonly incoming: OpenEdge[];
  readonly definitions: Map<number, ValueId>;
  end: OpenEnd | null;
}

interface OpenEdge {
  readonly from: OpenBlock;
  readonly to: OpenBlock;
  readonly args: ValueId[];
}

type OpenEnd =
  | { readonly kind: 'jump'; readonly to: OpenEdge; readonly span: Span }
  | {
      readonly kind: 'branch';
      readonly comparison: Comparison;
      readonly left: ValueId;
      readonly right: Operand;
      readonly then: OpenEdge;
      readonly else: OpenEdge;
      readonly span: Span;
    }
  | { readonly kind: 'return'; readonly value: Operand; readonly span: Span };

/** Of a callback: where what belongs to the functions around it is found. Called to add code to the callback's entry. */
export interface Enclosing {
  /** The program's context pointer. */
  readonly context: () => ValueId;
  /** What a variable holds when the callback is called; null when only the callback has it. */
  readonly variable: (variable: number) => ValueId | null;
}

/** An instruction without its span and its dest, which the builder adds. */
type Bare<T> = T extends Instruction ? Omit<T, 'span' | 'dest'> : never;
type Valued = Extract<Instruction, { readonly dest: ValueId }>;

const int16 = { min: -(2 ** 15), max: 2 ** 15 - 1 };
const int32 = { min: -(2n ** 31n), max: 2n ** 31n - 1n };

export class FunctionBuilder {
  /** Where in the script the next instructions come from. */
  span: Span;
  readonly #blocks: OpenBlock[] = [];
  readonly #types: ValueType[] = [];
  readonly #slots: Slot[] = [];
  #current: OpenBlock | null;
  readonly #enclosing: Enclosing | null;
  #context: ValueId | null = null;

  constructor(span: Span, enclosing: Enclosing | null = null) {
    this.span = span;
    this.#enclosing = enclosing;
    const entry = this.createBlock();
    entry.id = this.#blocks.push(entry) - 1;
    this.#current = entry;
  }

  /** False after a return, or at a block that nothing branches to: no code may be added then. */
  get reachable(): boolean {
    return this.#current !== null;
  }

  // Values.

  constant(value: bigint): ValueId {
    return this.#value('int', { kind: 'const', value: BigInt.asIntN(64, value) });
  }

  context(): ValueId {
    const enclosing = this.#enclosing;
    if (enclosing === null) return this.#value('pointer', { kind: 'context' });
    this.#context ??= this.atEntry(() => enclosing.context());
    return this.#context;
  }

  parameter(index: number, type: ValueType): ValueId {
    return this.#value(type, { kind: 'parameter', index });
  }

  functionAddress(fn: string): ValueId {
    return this.#value('pointer', { kind: 'functionAddress', fn });
  }

  /** A pointer that was kept in memory. */
  loadPointer(base: ValueId, offset: number): ValueId {
    return this.#value('pointer', { kind: 'load', ...this.#reach(base, offset), width: 64, signed: false });
  }

  binary(operator: BinaryOperator, left: Operand, right: Operand): ValueId {
    const base = this.#operand(left);
    const type = operator === 'add' && this.#types[base] === 'pointer' ? 'pointer' : 'int';
    return this.#value(type, { kind: 'binary', operator, left: base, right: this.#immediate(right) });
  }

  negate(operand: Operand): ValueId {
    return this.#value('int', { kind: 'negate', operand: this.#operand(operand) });
  }

  extend(operand: ValueId, width: 8 | 16 | 32, signed: boolean): ValueId {
    return this.#value('int', { kind: 'extend', operand, width, signed });
  }

  compare(comparison: Comparison, left: Operand, right: Operand): ValueId {
    return this.#value('int', {
      kind: 'compare',
      comparison,
      left: this.#operand(left),
      right: this.#immediate(right),
    });
  }

  load(base: ValueId, offset: number, width: Width = 64, signed = false): ValueId {
    return this.#value('int', { kind: 'load', ...this.#reach(base, offset), width, signed });
  }

  slotAddress(slot: SlotId): ValueId {
    return this.#value('pointer', { kind: 'slotAddress', slot });
  }

  globalAddress(offset: number): ValueId {
    return this.#value('pointer', { kind: 'globalAddress', offset });
  }

  mapHandle(map: string): ValueId {
    return this.#value('pointer', { kind: 'mapHandle', map });
  }

  /** Calls a helper for its result. */
  call(helper: string, args: readonly Operand[], type: ValueType = 'int'): ValueId {
    const values = args.map((arg) => this.#operand(arg));
    return this.#value(type, { kind: 'call', helper, args: values });
  }

  /** Adds atomically and gives the old value. */
  fetchAdd(base: ValueId, offset: number, value: Operand): ValueId {
    return this.#value('int', { kind: 'atomicAdd', ...this.#reach(base, offset), value: this.#operand(value) });
  }

  /** Stores `value` where `expected` is, atomically, and gives what was there. */
  compareExchange(base: ValueId, offset: number, expected: ValueId, value: ValueId): ValueId {
    return this.#value('int', { kind: 'compareExchange', ...this.#reach(base, offset), expected, value });
  }

  // Effects.

  store(base: ValueId, offset: number, value: Operand, width: Width = 64): void {
    const place = this.#reach(base, offset);
    this.#emit({ kind: 'store', ...place, width, value: this.#immediate(value), span: this.span });
  }

  atomicAdd(base: ValueId, offset: number, value: Operand): void {
    const place = this.#reach(base, offset);
    this.#emit({ kind: 'atomicAdd', dest: null, ...place, value: this.#operand(value), span: this.span });
  }

  /** Calls a helper for its effect. */
  run(helper: string, args: readonly Operand[]): void {
    const values = args.map((arg) => this.#operand(arg));
    this.#emit({ kind: 'call', helper, dest: null, args: values, span: this.span });
  }

  guardPassed(): void {
    this.#emit({ kind: 'guardPassed', span: this.span });
  }

  /** A new stack object, its life begun. */
  beginSlot(size: number): SlotId {
    const id = this.#slots.length;
    this.#slots.push({ id, size });
    this.#emit({ kind: 'slotBegin', slot: id, span: this.span });
    return id;
  }

  /** Nothing to do where control does not arrive. */
  endSlot(slot: SlotId): void {
    if (this.reachable) this.#emit({ kind: 'slotEnd', slot, span: this.span });
  }

  // Control flow.

  createBlock(parameters: readonly ValueType[] = []): OpenBlock {
    return {
      id: -1,
      parameters: parameters.map((type) => this.#newValue(type)),
      instructions: [],
      incoming: [],
      definitions: new Map(),
      end: null,
    };
  }

  /** Adds to the entry block, which has ended: what is done there is done whatever way control takes. */
  atEntry<T>(add: () => T): T {
    const current = this.#current;
    this.#current = this.#blocks[0] ?? null;
    const result = add();
    this.#current = current;
    return result;
  }

  /** Continues in `block`; false when nothing branches to it, and then no code may follow. */
  start(block: OpenBlock): boolean {
    invariant(this.#current === null, 'the block before must end first');
    if (block.incoming.length === 0) return false;
    block.id = this.#blocks.length;
    this.#blocks.push(block);
    this.#current = block;
    return true;
  }

  jump(to: OpenBlock, args: readonly Operand[] = []): void {
    const values = args.map((arg) => this.#operand(arg));
    this.#end((from) => ({ kind: 'jump', to: connect(from, to, values), span: this.span }));
  }

  branch(comparison: Comparison, left: Operand, right: Operand, then: OpenBlock, otherwise: OpenBlock): void {
    const value = this.#operand(left);
    const other = this.#immediate(right);
    this.#end((from) => ({
      kind: 'branch',
      comparison,
      left: value,
      right: other,
      then: connect(from, then, []),
      else: connect(from, otherwise, []),
      span: this.span,
    }));
  }

  return(value: Operand): void {
    const result = this.#immediate(value);
    this.#end(() => ({ kind: 'return', value: result, span: this.span }));
  }

  // Variables.

  define(variable: number, value: ValueId): void {
    this.#here().definitions.set(variable, value);
  }

  /** The variable's value here; zero where nothing was assigned yet. */
  use(variable: number): ValueId {
    return this.#lookUp(this.#here(), variable);
  }

  finish(head: Pick<IrFunction, 'name' | 'kind' | 'attachTo' | 'guarded' | 'span'>): IrFunction {
    invariant(this.#current === null, 'the last block has no end');
    return { ...head, blocks: this.#blocks.map(close), slots: this.#slots, types: this.#types };
  }

  /** Without recursion, as the definition may be thousands of blocks away; the graph has no cycles. */
  #lookUp(block: OpenBlock, variable: number): ValueId {
    const pending = [block];
    for (let at = pending.at(-1); at !== undefined; at = pending.at(-1)) {
      const unknown = at.incoming.find(({ from }) => !from.definitions.has(variable));
      if (!at.definitions.has(variable) && unknown !== undefined) {
        pending.push(unknown.from);
        continue;
      }
      if (!at.definitions.has(variable)) at.definitions.set(variable, this.#join(at, variable));
      pending.pop();
    }
    return definition(block, variable);
  }

  /** Of a block whose predecessors have definitions all. */
  #join(block: OpenBlock, variable: number): ValueId {
    const values = block.incoming.map(({ from }) => definition(from, variable));
    const [first] = values;
    const enclosing = block === this.#blocks[0] ? this.#enclosing : null;
    if (first === undefined && enclosing !== null) {
      const outer = this.atEntry(() => enclosing.variable(variable));
      if (outer !== null) return outer;
    }
    if (first === undefined) {
      const dest = this.#newValue('int');
      block.instructions.unshift({ kind: 'const', dest, value: 0n, span: this.span });
      return dest;
    }
    if (values.every((value) => value === first)) return first;
    const parameter = this.#newValue(this.#types[first] ?? 'int');
    block.parameters.push(parameter);
    block.incoming.forEach((edge, at) => edge.args.push(values[at] ?? first));
    return parameter;
  }

  #here(): OpenBlock {
    invariant(this.#current !== null, 'code where control does not arrive');
    return this.#current;
  }

  #end(make: (from: OpenBlock) => OpenEnd): void {
    const block = this.#here();
    block.end = make(block);
    this.#current = null;
  }

  #emit(instruction: Instruction): void {
    this.#here().instructions.push(instruction);
  }

  #newValue(type: ValueType): ValueId {
    return this.#types.push(type) - 1;
  }

  #value(
    type: ValueType,
    bare: Bare<Valued> | Bare<Extract<Instruction, { readonly kind: 'call' | 'atomicAdd' }>>,
  ): ValueId {
    const dest = this.#newValue(type);
    this.#emit({ ...bare, dest, span: this.span });
    return dest;
  }

  /** Base and offset of an access; what 16 bits cannot hold of the offset goes to the base. */
  #reach(base: ValueId, offset: number): { readonly base: ValueId; readonly offset: number } {
    if (offset >= int16.min && offset <= int16.max) return { base, offset };
    return { base: this.binary('add', base, BigInt(offset)), offset: 0 };
  }

  #operand(operand: Operand): ValueId {
    return typeof operand === 'bigint' ? this.constant(operand) : operand;
  }

  /** A constant stays one where it fits an instruction. */
  #immediate(operand: Operand): Operand {
    if (typeof operand !== 'bigint') return operand;
    const value = BigInt.asIntN(64, operand);
    return value >= int32.min && value <= int32.max ? value : this.constant(value);
  }
}

function definition(block: OpenBlock, variable: number): ValueId {
  const known = block.definitions.get(variable);
  invariant(known !== undefined, `variable ${variable} is not known in block ${block.id}`);
  return known;
}

function connect(from: OpenBlock, to: OpenBlock, args: ValueId[]): OpenEdge {
  const made = { from, to, args };
  to.incoming.push(made);
  return made;
}

function close(block: OpenBlock): Block {
  invariant(block.end !== null, `block ${block.id} has no end`);
  const { id, parameters, instructions } = block;
  return { id, parameters, instructions, terminator: closeEnd(block.end) };
}

function closeEnd(end: OpenEnd): Terminator {
  switch (end.kind) {
    case 'jump':
      return { ...end, to: closeEdge(end.to) };
    case 'branch':
      return { ...end, then: closeEdge(end.then), else: closeEdge(end.else) };
    case 'return':
      return end;
  }
}

function closeEdge({ to, args }: OpenEdge): Edge {
  invariant(to.id >= 0, 'an edge to a block that was never started');
  return { block: to.id, args };
}
