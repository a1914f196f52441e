/**
 * The text form of the syntax tree (`--emit=ast`): one line a statement, expressions as (operator operand …).
 */
import type { Block, Expression, For, Macro, Probe, Program, Statement, TypeName } from './ast.ts';

export function printAst(program: Program): string {
  const macros = program.macros.map(printMacro);
  return [...macros, ...program.probes.map(printProbe)].map((lines) => `${lines.join('\n')}\n`).join('');
}

function printMacro({ name, parameters, body }: Macro): string[] {
  return [`macro ${name.text}(${parameters.map((one) => one.name).join(', ')})`, ...printBlock(body, '  ')];
}

function printProbe(probe: Probe): string[] {
  const lines = probe.attachPoints.map((point) => `  attach ${point.parts.map((part) => part.text).join(' : ')}`);
  if (probe.predicate !== null) lines.push(`  predicate ${printExpression(probe.predicate)}`);
  return ['probe', ...lines, ...printBlock(probe.body, '  ')];
}

function printBlock(block: Pick<Block, 'statements'>, indent: string): string[] {
  return block.statements.flatMap((statement) => printStatement(statement, indent));
}

function printStatement(statement: Statement, indent: string): string[] {
  switch (statement.kind) {
    case 'assign':
      return [`${indent}(= ${printExpression(statement.target)} ${printExpression(statement.value)})`];
    case 'compound':
      return [
        `${indent}(${statement.operator}= ${printExpression(statement.target)} ${printExpression(statement.value)})`,
      ];
    case 'let': {
      const type = statement.type === null ? '' : ` : ${printType(statement.type)}`;
      const value = statement.value === null ? '' : ` ${printExpression(statement.value)}`;
      return [`${indent}(let ${statement.variable.name}${type}${value})`];
    }
    case 'expression':
      return [`${indent}${statement.discarded ? 'discard ' : ''}${printExpression(statement.expression)}`];
    case 'if': {
      const otherwise = statement.else === null ? [] : [`${indent}else`, ...printBlock(statement.else, `${indent}  `)];
      return [
        `${indent}if ${printExpression(statement.condition)}`,
        ...printBlock(statement.then, `${indent}  `),
        ...otherwise,
      ];
    }
    case 'while':
      return [`${indent}while ${printExpression(statement.condition)}`, ...printBlock(statement.body, `${indent}  `)];
    case 'for':
      return [`${indent}for ${printRange(statement)}`, ...printBlock(statement.body, `${indent}  `)];
    case 'unroll':
      return [`${indent}unroll ${printExpression(statement.count)}`, ...printBlock(statement.body, `${indent}  `)];
    case 'break':
    case 'continue':
      return [`${indent}${statement.kind}`];
    case 'block':
      return [`${indent}block`, ...printBlock(statement.block, `${indent}  `)];
    case 'return':
      return [statement.value === null ? `${indent}return` : `${indent}return ${printExpression(statement.value)}`];
    case 'error':
      return [`${indent}error`];
  }
}

function printRange({ variable, over }: For): string {
  if (over.kind === 'map') return `${variable.name} : ${over.map.name}`;
  return `${variable.name} : ${printExpression(over.from)}..${printExpression(over.to)}`;
}

function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'parameter':
      return `$${expression.which === 'count' ? '#' : expression.which}`;
    case 'parameterText':
      return `(text ${printExpression(expression.parameter)}${expression.skip === null ? '' : ` ${printExpression(expression.skip)}`})`;
    case 'integer':
      return `${expression.value}`;
    case 'string':
      return JSON.stringify(new TextDecoder().decode(expression.bytes));
    case 'boolean':
      return `${expression.value}`;
    case 'identifier':
    case 'variable':
      return expression.name;
    case 'map':
      return expression.key === null
        ? expression.name
        : `${expression.name}[${expression.key.map(printExpression).join(', ')}]`;
    case 'call':
      return `${expression.callee.text}(${expression.args.map(printExpression).join(', ')})`;
    case 'member':
      return `${printExpression(expression.object)}.${expression.member.text}`;
    case 'index':
      return `(index ${printExpression(expression.object)} ${printExpression(expression.index)})`;
    case 'tuple':
      return `(${['tuple', ...expression.elements.map(printExpression)].join(' ')})`;
    case 'measure': {
      const subject =
        'kind' in expression.subject ? printExpression(expression.subject) : printType(expression.subject);
      return `(${[expression.word, subject, ...expression.path.map((name) => name.text)].join(' ')})`;
    }
    case 'record':
      return `(${['record', ...expression.fields.map(({ name, value }) => `${name.text}=${printExpression(value)}`)].join(' ')})`;
    case 'unary':
      return `(${expression.operator} ${printExpression(expression.operand)})`;
    case 'increment':
      return expression.prefix
        ? `(${expression.operator} ${printExpression(expression.target)})`
        : `(${printExpression(expression.target)} ${expression.operator})`;
    case 'binary':
      return `(${expression.operator} ${printExpression(expression.left)} ${printExpression(expression.right)})`;
    case 'ternary': {
      const then = expression.then === null ? '' : ` ${printExpression(expression.then)}`;
      return `(?: ${printExpression(expression.condition)}${then} ${printExpression(expression.else)})`;
    }
    case 'blockValue': {
      const lines = printBlock(expression, '').map((line) => line.trimStart());
      return `{ ${[...lines, expression.value === null ? '' : printExpression(expression.value)].join('; ')} }`;
    }
    case 'cast':
      return `(cast ${printType(expression.type)} ${printExpression(expression.operand)})`;
    case 'comptime':
      return `(comptime ${printExpression(expression.operand)})`;
    case 'type':
      return printType(expression.type);
    case 'error':
      return '<error>';
  }
}

function printType(type: TypeName): string {
  const suffixes = type.suffixes.map((suffix) => (suffix.kind === 'pointer' ? '*' : `[${suffix.length ?? ''}]`));
  const name =
    type.of === null ? type.name : `typeof(${'kind' in type.of ? printExpression(type.of) : printType(type.of)})`;
  return name + suffixes.join('');
}
