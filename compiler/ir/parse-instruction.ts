/** The grammar of single instructions and terminators; see parse.ts for the whole. */
import type { BinaryOperator, Comparison, Edge, Instruction, Terminator, ValueId, ValueType, Width } from './ir.ts';
import type { LineReader } from './line-reader.ts';

const comparisons: readonly Comparison[] = ['eq', 'ne', 'ult', 'ule', 'ugt', 'uge', 'slt', 'sle', 'sgt', 'sge', 'set'];
const operators: readonly BinaryOperator[] = [
  ...(['add', 'sub', 'mul', 'udiv', 'umod', 'and', 'or', 'xor', 'shl', 'lshr', 'ashr'] as const),
];
const destless = ['store', 'slotBegin', 'slotEnd', 'guardPassed', 'call', 'atomicAdd'] as const;
const destful = [
  'const',
  'context',
  'negate',
  'extend',
  'compare',
  'load',
  'slotAddress',
  'mapHandle',
  'parameter',
  'functionAddress',
  'globalAddress',
  'call',
  'atomicAdd',
  'compareExchange',
  ...operators,
] as const;

interface Sink {
  define(id: ValueId, type: ValueType): void;
}

/** A terminator, or null when the line is none (nothing is consumed then). */
export function parseTerminator(line: LineReader): Terminator | null {
  if (line.accept('jump')) {
    const to = parseEdge(line);
    return { kind: 'jump', to, span: line.span() };
  }
  if (line.accept('return')) {
    const value = line.valueOrConstant();
    return { kind: 'return', value, span: line.span() };
  }
  if (!line.accept('branch')) return null;
  const comparison = line.oneOf(comparisons);
  const left = line.value();
  line.expect(',');
  const right = line.valueOrConstant();
  line.expect('then');
  const then = parseEdge(line);
  line.expect('else');
  const otherwise = parseEdge(line);
  return { kind: 'branch', comparison, left, right, then, else: otherwise, span: line.span() };
}

function parseEdge(line: LineReader): Edge {
  const block = line.block();
  return { block, args: line.accept('(') ? parseValues(line) : [] };
}

function parseValues(line: LineReader): readonly ValueId[] {
  if (line.accept(')')) return [];
  const values: ValueId[] = [];
  do values.push(line.value());
  while (line.accept(','));
  line.expect(')');
  return values;
}

/** One instruction with its span. */
export function parseInstruction(line: LineReader, sink: Sink): Instruction {
  if (!line.rest().startsWith('%')) {
    const instruction = parseDestless(line);
    return { ...instruction, span: line.span() };
  }
  const dest = line.definition(sink);
  line.expect('=');
  const instruction = parseDestful(line, dest);
  return { ...instruction, span: line.span() };
}

const at = { span: { start: 0, end: 0 } };

function parseDestless(line: LineReader): Instruction {
  const kind = line.oneOf(destless);
  switch (kind) {
    case 'store': {
      const { width } = parseAccess(line);
      const address = parseAddress(line);
      line.expect(',');
      return { ...at, kind, width, ...address, value: line.valueOrConstant() };
    }
    case 'slotBegin':
    case 'slotEnd':
      return { ...at, kind, slot: line.slot() };
    case 'guardPassed':
      return { ...at, kind };
    case 'call':
      return parseCall(line, null);
    case 'atomicAdd':
      return parseAtomicAdd(line, null);
  }
}

function parseDestful(line: LineReader, dest: ValueId): Instruction {
  const kind = line.oneOf(destful);
  switch (kind) {
    case 'const':
      return { ...at, kind, dest, value: line.bigint() };
    case 'context':
      return { ...at, kind, dest };
    case 'negate':
      return { ...at, kind, dest, operand: line.value() };
    case 'extend': {
      const { width, signed } = parseAccess(line);
      if (width === 64) return line.fail('extend has no width 64');
      return { ...at, kind, dest, width, signed, operand: line.value() };
    }
    case 'compare':
      return { ...at, kind, dest, comparison: line.oneOf(comparisons), ...parsePair(line) };
    case 'load': {
      const access = parseAccess(line);
      return { ...at, kind, dest, ...access, ...parseAddress(line) };
    }
    case 'compareExchange': {
      const address = parseAddress(line);
      line.expect(',');
      const expected = line.value();
      line.expect(',');
      return { ...at, kind, dest, ...address, expected, value: line.value() };
    }
    case 'slotAddress':
      return { ...at, kind, dest, slot: line.slot() };
    case 'mapHandle':
      return { ...at, kind, dest, map: line.word('a map name') };
    case 'parameter':
      return { ...at, kind, dest, index: line.integer() };
    case 'functionAddress':
      return { ...at, kind, dest, fn: line.word('a function name') };
    case 'globalAddress':
      return { ...at, kind, dest, offset: line.integer() };
    case 'call':
      return parseCall(line, dest);
    case 'atomicAdd':
      return parseAtomicAdd(line, dest);
    default:
      return { ...at, kind: 'binary', operator: kind, dest, ...parsePair(line) };
  }
}

function parseCall(line: LineReader, dest: ValueId | null): Instruction {
  const helper = line.word('a helper');
  line.expect('(');
  return { ...at, kind: 'call', helper, dest, args: parseValues(line) };
}

function parseAtomicAdd(line: LineReader, dest: ValueId | null): Instruction {
  const address = parseAddress(line);
  line.expect(',');
  return { ...at, kind: 'atomicAdd', dest, ...address, value: line.value() };
}

function parsePair(line: LineReader): { readonly left: ValueId; readonly right: ValueId | bigint } {
  const left = line.value();
  line.expect(',');
  return { left, right: line.valueOrConstant() };
}

/** `u8` … `s64`. */
function parseAccess(line: LineReader): { readonly width: Width; readonly signed: boolean } {
  const word = line.oneOf(['u8', 'u16', 'u32', 'u64', 's8', 's16', 's32', 's64'] as const);
  const widths: Readonly<Record<string, Width>> = { '8': 8, '16': 16, '32': 32, '64': 64 };
  return { width: widths[word.slice(1)] ?? 64, signed: word.startsWith('s') };
}

/** `[%1 + 8]` or `[%1 - 8]`. */
function parseAddress(line: LineReader): { readonly base: ValueId; readonly offset: number } {
  line.expect('[');
  const base = line.value();
  const negative = line.accept('-');
  if (!negative) line.expect('+');
  const offset = line.integer();
  line.expect(']');
  return { base, offset: negative ? -offset : offset };
}
