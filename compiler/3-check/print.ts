/**
 * The text form of the typed program (`--emit=typed`): maps, variables, then each program with the type of every
 * value behind it: `(+ $x:uint64 1:uint64):uint64`.
 */
import { type ByteText, readableText } from '../source/byte-text.ts';
import type {
  AssignTarget,
  MapSymbol,
  TypedExpression,
  TypedLoop,
  TypedProbe,
  TypedProgram,
  TypedStatement,
} from './typed.ts';
import { formatType } from './types.ts';

export function printTyped(program: TypedProgram): string {
  const maps = program.maps.map((map) => `map ${map.name}${printKeys(map)}: ${printValue(map)}`);
  const variables = program.variables.map(
    (variable) => `variable ${variable.id} ${variable.name}: ${formatType(variable.type)}`,
  );
  return [...maps, ...variables, ...program.probes.flatMap(printProbe)].map((line) => `${line}\n`).join('');
}

function printKeys(map: MapSymbol): string {
  if (map.keys.length === 0) return '';
  const columns = map.keys.map(
    (type, index) => `${formatType(type)}${map.nodeLocalKeys[index] === true ? ' of the node' : ''}`,
  );
  return `[${columns.join(', ')}]`;
}

function printValue(map: MapSymbol): string {
  const value = printPlainValue(map);
  if (map.series === null) return value;
  return `tseries of ${map.series.intervals} intervals of ${map.series.interval} ns, ${value}`;
}

function printPlainValue({ value }: MapSymbol): string {
  switch (value.kind) {
    case 'count':
      return 'count';
    case 'sum':
    case 'min':
    case 'max':
    case 'avg':
    case 'stats':
      return `${value.kind} of ${value.signed ? 'int64' : 'uint64'}`;
    case 'lhist':
      return `lhist from ${value.min} to ${value.max} by ${value.step}`;
    case 'hist':
      return `hist of ${value.bits} bits`;
    case 'scalar':
      return formatType(value.type);
  }
}

function printProbe(probe: TypedProbe): string[] {
  const points = probe.attachPoints.map((point) => `  ${point.text}`);
  const predicate = probe.predicate === null ? [] : [`  predicate ${printExpression(probe.predicate)}`];
  return ['program', ...points, ...predicate, ...printBody(probe.body, '  ')];
}

function printBody(body: readonly TypedStatement[], indent: string): string[] {
  return body.flatMap((statement) => printStatement(statement, indent));
}

function printStatement(statement: TypedStatement, indent: string): string[] {
  switch (statement.kind) {
    case 'if': {
      const otherwise =
        statement.else.length === 0 ? [] : [`${indent}else`, ...printBody(statement.else, `${indent}  `)];
      return [
        `${indent}if ${printExpression(statement.condition)}`,
        ...printBody(statement.then, `${indent}  `),
        ...otherwise,
      ];
    }
    case 'unroll':
      return [`${indent}unroll ${statement.count}`, ...printBody(statement.body, `${indent}  `)];
    case 'loop':
      return [indent + printLoop(statement), ...printBody(statement.body, `${indent}  `)];
    default:
      return [indent + printSimple(statement)];
  }
}

function printLoop({ over }: TypedLoop): string {
  if (over.kind === 'map') return `for ${over.variable.name} in ${over.map.name}`;
  if (over.kind === 'while') return `while ${printExpression(over.condition)}`;
  return `for ${over.variable.name} in ${printExpression(over.from)} .. ${printExpression(over.to)}`;
}

function printSimple(statement: Exclude<TypedStatement, { readonly kind: 'if' | 'unroll' | 'loop' }>): string {
  switch (statement.kind) {
    case 'assign':
      return `(= ${printTarget(statement.target)} ${printExpression(statement.value)})`;
    case 'compound':
      return `(${statement.operator}= ${printTarget(statement.target)} ${printExpression(statement.value)})`;
    case 'aggregate': {
      const argument = statement.argument === null ? '' : printExpression(statement.argument);
      return `(= ${element(statement.map, statement.key)} ${statement.map.value.kind}(${argument}))`;
    }
    case 'expression':
      return printExpression(statement.expression);
    case 'printf':
      return `${statement.action}(${[quoted(statement.format), ...statement.args.map(printExpression)].join(', ')})`;
    case 'time':
      return `time(${JSON.stringify(statement.format)})`;
    case 'debugf':
      return `debugf(${[JSON.stringify(statement.format), ...statement.args.map(printExpression)].join(', ')})`;
    case 'join':
      return `join(${printExpression(statement.address)}, ${quoted(statement.delimiter)})`;
    case 'signal':
      return `${statement.thread ? 'signal_thread' : 'signal'}(${printExpression(statement.number)})`;
    case 'printValue':
      return `print(${printExpression(statement.value)})`;
    case 'printMap':
      return `print(${statement.map.name}, top ${statement.top}, div ${statement.div})`;
    case 'clear':
    case 'zero':
      return `${statement.kind}(${statement.map.name})`;
    case 'exit':
      return `exit(${printExpression(statement.code)})`;
    case 'declare':
      return `let ${statement.symbol.name}`;
    case 'break':
    case 'continue':
      return statement.kind;
    case 'return':
      return statement.value === null ? 'return' : `return ${printExpression(statement.value)}`;
  }
}

function quoted(text: ByteText): string {
  return JSON.stringify(readableText(text));
}

function printTarget(target: AssignTarget): string {
  return target.kind === 'variable' ? target.symbol.name : element(target.map, target.key);
}

function element(map: MapSymbol, key: readonly TypedExpression[]): string {
  return key.length === 0 ? map.name : `${map.name}[${key.map(printExpression).join(', ')}]`;
}

function printExpression(expression: TypedExpression): string {
  return `${printBare(expression)}:${formatType(expression.type)}`;
}

function printBare(expression: TypedExpression): string {
  switch (expression.kind) {
    case 'integer':
      return `${expression.value}`;
    case 'string':
      return JSON.stringify(new TextDecoder().decode(expression.bytes));
    case 'builtin':
      return expression.name;
    case 'field':
      return `args.${expression.field.name}`;
    case 'stack':
      return expression.source.space === 'user' ? 'ustack' : 'kstack';
    case 'stackLength':
      return `len(${expression.source.space === 'user' ? 'ustack' : 'kstack'})`;
    case 'functionAddress':
      return 'func';
    case 'register':
      return `${expression.name}@${expression.offset}`;
    case 'argument':
      return `${expression.name}@${expression.slot}`;
    case 'variable':
      return expression.symbol.name;
    case 'delete':
    case 'hasKey':
      return `${expression.kind}(${element(expression.map, expression.key)})`;
    case 'find':
      return `find(${element(expression.map, expression.key)}, ${expression.variable.name})`;
    case 'length':
      return `length(${expression.map.name})`;
    case 'mapRead':
      return element(expression.map, expression.key);
    case 'arithmetic':
    case 'contentComparison':
    case 'logical':
      return `(${expression.operator} ${printExpression(expression.left)} ${printExpression(expression.right)})`;
    case 'comparison':
      return `(${expression.operator}${expression.signed ? '' : 'u'} ${printExpression(expression.left)} ${printExpression(expression.right)})`;
    case 'unary':
      return `(${expression.operator} ${printExpression(expression.operand)})`;
    case 'ternary':
      return `(?: ${printExpression(expression.condition)} ${printExpression(expression.then)} ${printExpression(expression.else)})`;
    case 'blockValue':
      return printBlockValue(expression);
    case 'bytes':
      return Array.from(expression.bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    case 'copyString':
    case 'copyBuffer':
    case 'prefixComparison':
    case 'search':
    case 'concatenation':
    case 'byteDifference':
    case 'address':
    case 'hardwareAddress':
    case 'stringLength':
    case 'byteSwap':
    case 'path':
    case 'socketCookie':
      return printFunction(expression);
    case 'dereference':
      return `(* ${printExpression(expression.operand)})`;
    case 'member': {
      const { object, offset, bits } = expression;
      const range = bits === null ? '' : ` bits ${bits.shift}+${bits.width} of ${bits.size}`;
      return `(member ${printExpression(object)} at ${offset}${range})`;
    }
    case 'item':
      return `(item ${printExpression(expression.object)} ${printExpression(expression.index)})`;
    case 'tuple':
      return `(${['tuple', ...expression.elements.map(printExpression)].join(' ')})`;
    case 'element':
      return `${printExpression(expression.object)}.${elementName(expression)}`;
    case 'convert':
      return `(convert ${printExpression(expression.operand)})`;
    case 'increment':
      return printIncrement(expression);
  }
}

function printBlockValue({ statements, value }: TypedExpression & { readonly kind: 'blockValue' }): string {
  const lines = printBody(statements, '').map((line) => line.trimStart());
  return `{ ${[...lines, printExpression(value)].join('; ')} }`;
}

function printIncrement({ delta, prefix, target }: TypedExpression & { readonly kind: 'increment' }): string {
  const operator = delta > 0 ? '++' : '--';
  return prefix ? `(${operator} ${printTarget(target)})` : `(${printTarget(target)} ${operator})`;
}

type FunctionOfBytes = Extract<
  TypedExpression,
  {
    readonly kind:
      | 'copyString'
      | 'copyBuffer'
      | 'prefixComparison'
      | 'search'
      | 'concatenation'
      | 'byteDifference'
      | 'address'
      | 'hardwareAddress'
      | 'stringLength'
      | 'byteSwap'
      | 'path'
      | 'socketCookie';
  }
>;

function printFunction(expression: FunctionOfBytes): string {
  switch (expression.kind) {
    case 'copyString':
      return `(str ${printExpression(expression.source)} ${printExpression(expression.length)})`;
    case 'copyBuffer':
      return `(buf ${printExpression(expression.source)} ${printExpression(expression.length)})`;
    case 'prefixComparison':
      return `(strncmp ${printExpression(expression.left)} ${printExpression(expression.right)} ${expression.length})`;
    case 'search':
      return `(strstr ${printExpression(expression.haystack)} ${printExpression(expression.needle)})`;
    case 'concatenation':
      return `(concat ${printExpression(expression.left)} ${printExpression(expression.right)})`;
    case 'byteDifference':
      return `(memcmp ${printExpression(expression.left)} ${printExpression(expression.right)} ${printExpression(expression.length)})`;
    case 'address':
      return `(ntop ${expression.family === null ? '' : `${printExpression(expression.family)} `}${printExpression(expression.source)})`;
    case 'hardwareAddress':
      return `(macaddr ${printExpression(expression.source)})`;
    case 'stringLength':
      return `(strlen ${printExpression(expression.operand)})`;
    case 'byteSwap':
      return `(bswap ${printExpression(expression.operand)})`;
    case 'path':
    case 'socketCookie':
      return `(${expression.kind} ${printExpression(expression.object)})`;
  }
}

function elementName({ object, index }: TypedExpression & { readonly kind: 'element' }): string {
  return object.type.kind === 'record' ? (object.type.fields[index]?.name ?? '') : `${index}`;
}
