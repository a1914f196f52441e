/**
 * Needs: the text form of print.ts; `#` starts a comment line.
 * Gives: the module; whatever has no span gets 0:0. Nothing is verified beyond the grammar.
 * Reports: nothing; text that is not IR throws CompilerBug with its line (only tests and developers write it).
 */
import { CompilerBug, invariant } from '../diagnostics/invariant.ts';
import {
  type Block,
  type Instruction,
  type IrFunction,
  type MapDefinition,
  type Module,
  programKinds,
  type Slot,
  type Terminator,
  type ValueId,
  type ValueType,
} from './ir.ts';
import { LineReader } from './line-reader.ts';
import { parseInstruction, parseTerminator } from './parse-instruction.ts';

/** Reads a whole module. */
export function parseModule(text: string): Module {
  const maps: MapDefinition[] = [];
  const functions: IrFunction[] = [];
  let globals = { name: 'globals', size: 0 };
  const lines = new Lines(text);
  for (let line = lines.next(); line !== null; line = lines.next()) {
    const keyword = line.word('a declaration');
    if (keyword === 'globals') globals = { name: line.word('a name'), size: line.integer() };
    else if (keyword === 'map') maps.push(parseMap(line));
    else if (keyword === 'func') functions.push(parseFunction(line, lines));
    else line.fail(`expected globals, map or func, got ${keyword}`);
    line.end();
  }
  return { maps, globals, functions };
}

class Lines {
  readonly #lines: readonly string[];
  #at = 0;
  constructor(text: string) {
    this.#lines = text.split('\n');
  }
  /** The next line that is neither empty nor a comment; null at the end. */
  next(): LineReader | null {
    while (this.#at < this.#lines.length) {
      const text = this.#lines[this.#at++]?.trim() ?? '';
      if (text !== '' && !text.startsWith('#')) return new LineReader(text, this.#at);
    }
    return null;
  }
}

function parseMap(line: LineReader): MapDefinition {
  const name = line.word('a map name');
  const type = line.oneOf([
    'hash',
    'percpu_hash',
    'lru_hash',
    'lru_percpu_hash',
    'array',
    'percpu_array',
    'ringbuf',
    'stack_trace',
  ] as const);
  const numbers = ['key', 'value', 'entries', 'flags'].map((label) => {
    line.expect(label);
    return line.integer();
  });
  const [keySize = 0, valueSize = 0, maxEntries = 0, flags = 0] = numbers;
  return { name, type, keySize, valueSize, maxEntries, flags };
}

/** Value types are written at definitions; collected here while the function is read. */
export interface TypeSink {
  define(id: ValueId, type: ValueType): void;
}

function parseFunction(head: LineReader, lines: Lines): IrFunction {
  const name = head.word('a function name');
  const kind = head.oneOf([...programKinds, 'loop_callback', 'element_callback'] as const);
  const attachTo = head.accept('to') ? parseAttachTo(head) : null;
  const guarded = head.accept('guarded');
  const span = head.span();
  head.expect('{');
  const types: ValueType[] = [];
  const sink: TypeSink = { define: (id, type) => void (types[id] = type) };
  const slots: Slot[] = [];
  const blocks: Block[] = [];
  let open: OpenBlock | null = null;
  for (let line = lines.next(); ; line = lines.next()) {
    if (line === null) throw new CompilerBug(`IR: function ${name} has no closing brace`);
    if (line.accept('}')) {
      line.end();
      break;
    }
    if (line.accept('slot')) slots.push({ id: line.slot(), size: line.integer() });
    else if (/^b\d+[:(]/.test(line.rest())) open = openBlock(line, sink);
    else {
      if (open === null) return line.fail('expected a block label');
      const closed: Block | null = parseLine(line, open, sink);
      if (closed !== null) blocks.push(closed);
      if (closed !== null) open = null;
    }
    line.end();
  }
  invariant(open === null, `IR: block b${open?.id} of ${name} has no terminator`);
  return { name, kind, attachTo, guarded, blocks, slots, types: Array.from(types, (type) => type ?? 'int'), span };
}

function parseAttachTo(head: LineReader): string {
  const module = head.word('a module');
  head.expect(':');
  return `${module}:${head.word('what the program is made for')}`;
}

interface OpenBlock {
  readonly id: number;
  readonly parameters: readonly ValueId[];
  readonly instructions: Instruction[];
}

function openBlock(line: LineReader, sink: TypeSink): OpenBlock {
  const id = line.block();
  const parameters: ValueId[] = [];
  if (line.accept('(')) {
    do parameters.push(line.definition(sink));
    while (line.accept(','));
    line.expect(')');
  }
  line.expect(':');
  return { id, parameters, instructions: [] };
}

function parseLine(line: LineReader, open: OpenBlock, sink: TypeSink): Block | null {
  const terminator: Terminator | null = parseTerminator(line);
  if (terminator !== null) return { ...open, terminator };
  open.instructions.push(parseInstruction(line, sink));
  return null;
}
