/**
 * Needs: any module, verified or not.
 * Gives: its text form, which parse.ts reads back to an equal module; stable, so that tests compare it.
 * Reports: nothing.
 */
import type {
  Block,
  Edge,
  Instruction,
  IrFunction,
  MapDefinition,
  Module,
  Terminator,
  ValueId,
  ValueType,
} from './ir.ts';
import type { Span } from '../source/source.ts';

export interface PrintOptions {
  /** Append `!START:END` to everything that has a span; without, the spans are lost. */
  readonly spans: boolean;
}

/** The whole module; one empty line before each function. */
export function printModule(module: Module, options: PrintOptions = { spans: false }): string {
  const { name, size } = module.globals;
  const head = [`globals ${name} ${size}`, ...module.maps.map(printMap)].join('\n');
  return `${[head, ...module.functions.map((each) => printFunction(each, options))].join('\n\n')}\n`;
}

function printMap(map: MapDefinition): string {
  return `map ${map.name} ${map.type} key ${map.keySize} value ${map.valueSize} entries ${map.maxEntries} flags ${map.flags}`;
}

/** One function, from `func` to the closing brace. */
export function printFunction(fn: IrFunction, options: PrintOptions = { spans: false }): string {
  const guarded = fn.guarded ? ' guarded' : '';
  const attachTo = fn.attachTo === null ? '' : ` to ${fn.attachTo}`;
  return [
    `func ${fn.name} ${fn.kind}${attachTo}${guarded}${printSpan(fn.span, options)} {`,
    ...fn.slots.map((slot) => `slot $${slot.id} ${slot.size}`),
    ...fn.blocks.map((block) => printBlock(block, fn.types, options)),
    '}',
  ].join('\n');
}

function printBlock(block: Block, types: readonly ValueType[], options: PrintOptions): string {
  const parameters = block.parameters.map((id) => define(id, types)).join(', ');
  return [
    `b${block.id}${parameters === '' ? '' : `(${parameters})`}:`,
    ...block.instructions.map((each) => `  ${printInstruction(each, types)}${printSpan(each.span, options)}`),
    `  ${printTerminator(block.terminator)}${printSpan(block.terminator.span, options)}`,
  ].join('\n');
}

/** One instruction without its span. */
export function printInstruction(instruction: Instruction, types: readonly ValueType[]): string {
  const dest = 'dest' in instruction && instruction.dest !== null ? `${define(instruction.dest, types)} = ` : '';
  return dest + printOperation(instruction);
}

function printOperation(instruction: Instruction): string {
  switch (instruction.kind) {
    case 'const':
      return `const ${instruction.value}`;
    case 'context':
      return 'context';
    case 'binary':
      return `${instruction.operator} %${instruction.left}, ${operand(instruction.right)}`;
    case 'negate':
      return `negate %${instruction.operand}`;
    case 'extend':
      return `extend ${instruction.signed ? 's' : 'u'}${instruction.width} %${instruction.operand}`;
    case 'compare':
      return `compare ${instruction.comparison} %${instruction.left}, ${operand(instruction.right)}`;
    case 'load':
      return `load ${instruction.signed ? 's' : 'u'}${instruction.width} ${address(instruction)}`;
    case 'store':
      return `store u${instruction.width} ${address(instruction)}, ${operand(instruction.value)}`;
    case 'atomicAdd':
      return `atomicAdd ${address(instruction)}, %${instruction.value}`;
    case 'compareExchange':
      return `compareExchange ${address(instruction)}, %${instruction.expected}, %${instruction.value}`;
    case 'slotAddress':
    case 'slotBegin':
    case 'slotEnd':
      return `${instruction.kind} $${instruction.slot}`;
    case 'parameter':
      return `parameter ${instruction.index}`;
    case 'functionAddress':
      return `functionAddress ${instruction.fn}`;
    case 'mapHandle':
      return `mapHandle ${instruction.map}`;
    case 'globalAddress':
      return `globalAddress ${instruction.offset}`;
    case 'call':
      return `call ${instruction.helper}(${list(instruction.args)})`;
    case 'guardPassed':
      return 'guardPassed';
  }
}

/** One terminator without its span. */
export function printTerminator(terminator: Terminator): string {
  switch (terminator.kind) {
    case 'jump':
      return `jump ${edge(terminator.to)}`;
    case 'branch': {
      const test = `${terminator.comparison} %${terminator.left}, ${operand(terminator.right)}`;
      return `branch ${test} then ${edge(terminator.then)} else ${edge(terminator.else)}`;
    }
    case 'return':
      return `return ${operand(terminator.value)}`;
  }
}

function define(id: ValueId, types: readonly ValueType[]): string {
  return types[id] === 'pointer' ? `%${id}:pointer` : `%${id}`;
}

function operand(value: ValueId | bigint): string {
  return typeof value === 'bigint' ? `${value}` : `%${value}`;
}

function address(at: { readonly base: ValueId; readonly offset: number }): string {
  return at.offset < 0 ? `[%${at.base} - ${-at.offset}]` : `[%${at.base} + ${at.offset}]`;
}

function edge(to: Edge): string {
  return to.args.length === 0 ? `b${to.block}` : `b${to.block}(${list(to.args)})`;
}

function list(values: readonly ValueId[]): string {
  return values.map((id) => `%${id}`).join(', ');
}

function printSpan(span: Span, options: PrintOptions): string {
  return options.spans ? ` !${span.start}:${span.end}` : '';
}
