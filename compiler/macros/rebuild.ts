/**
 * Copies of syntax: the same tree of new nodes, of which some are replaced.
 *
 * Needs: a node, and what becomes of the nodes below it. Gives: the node with those. Reports: nothing.
 */
import type * as Ast from '../1-parse/ast.ts';
import type { Span } from '../source/source.ts';

export interface Rebuilder {
  readonly expression: (expression: Ast.Expression) => Ast.Expression;
  readonly statement: (statement: Ast.Statement) => Ast.Statement;
  readonly variable: (variable: Ast.Variable) => Ast.Variable;
  readonly map: (map: Ast.MapAccess) => Ast.MapAccess;
  readonly type: (type: Ast.TypeName) => Ast.TypeName;
  readonly span: (span: Span) => Span;
}

function target(node: Ast.AssignTarget, to: Rebuilder): Ast.AssignTarget {
  return node.kind === 'variable' ? to.variable(node) : to.map(node);
}

export function rebuildBlock(block: Ast.Block, to: Rebuilder): Ast.Block {
  return { span: to.span(block.span), statements: block.statements.map(to.statement) };
}

export function rebuildExpression(node: Ast.Expression, to: Rebuilder): Ast.Expression {
  const span = to.span(node.span);
  switch (node.kind) {
    case 'variable':
      return to.variable(node);
    case 'map':
      return to.map(node);
    case 'call':
      return { ...node, span, args: node.args.map(to.expression) };
    case 'member':
      return {
        ...node,
        span,
        object: to.expression(node.object),
        member: { ...node.member, span: to.span(node.member.span) },
      };
    case 'index':
      return { ...node, span, object: to.expression(node.object), index: to.expression(node.index) };
    case 'tuple':
      return { ...node, span, elements: node.elements.map(to.expression) };
    case 'record':
      return { ...node, span, fields: node.fields.map((one) => ({ ...one, value: to.expression(one.value) })) };
    case 'measure':
      return { ...node, span, subject: 'kind' in node.subject ? to.expression(node.subject) : to.type(node.subject) };
    case 'unary':
    case 'comptime':
      return { ...node, span, operand: to.expression(node.operand) };
    case 'cast':
      return { ...node, span, type: to.type(node.type), operand: to.expression(node.operand) };
    case 'increment':
      return { ...node, span, target: target(node.target, to) };
    case 'binary':
      return { ...node, span, left: to.expression(node.left), right: to.expression(node.right) };
    case 'ternary': {
      const then = node.then === null ? null : to.expression(node.then);
      return { ...node, span, condition: to.expression(node.condition), then, else: to.expression(node.else) };
    }
    case 'blockValue': {
      const statements = node.statements.map(to.statement);
      return { ...node, span, statements, value: node.value === null ? null : to.expression(node.value) };
    }
    case 'parameterText':
      return { ...node, span, skip: node.skip === null ? null : to.expression(node.skip) };
    case 'type':
      return { ...node, span, type: to.type(node.type) };
    case 'parameter':
    case 'integer':
    case 'string':
    case 'boolean':
    case 'identifier':
    case 'error':
      return { ...node, span };
  }
}

export function rebuildStatement(node: Ast.Statement, to: Rebuilder): Ast.Statement {
  const span = to.span(node.span);
  switch (node.kind) {
    case 'assign':
    case 'compound': {
      // In the order of the text of what runs first: a macro in the value sees no variable of the target.
      const value = to.expression(node.value);
      if (node.kind === 'assign') return { ...node, span, value, target: target(node.target, to) };
      return { ...node, span, step: to.span(node.step), value, target: target(node.target, to) };
    }
    case 'let': {
      const value = node.value === null ? null : to.expression(node.value);
      return {
        ...node,
        span,
        value,
        type: node.type === null ? null : to.type(node.type),
        variable: to.variable(node.variable),
      };
    }
    case 'expression':
      return { ...node, span, expression: to.expression(node.expression) };
    case 'if': {
      const otherwise = node.else === null ? null : rebuildBlock(node.else, to);
      return {
        ...node,
        span,
        condition: to.expression(node.condition),
        then: rebuildBlock(node.then, to),
        else: otherwise,
      };
    }
    case 'while':
      return { ...node, span, condition: to.expression(node.condition), body: rebuildBlock(node.body, to) };
    case 'for': {
      const { over } = node;
      const through =
        over.kind === 'map'
          ? { ...over, map: to.map(over.map) }
          : { ...over, from: to.expression(over.from), to: to.expression(over.to) };
      return { ...node, span, over: through, variable: to.variable(node.variable), body: rebuildBlock(node.body, to) };
    }
    case 'unroll':
      return { ...node, span, count: to.expression(node.count), body: rebuildBlock(node.body, to) };
    case 'block':
      return { ...node, span, block: rebuildBlock(node.block, to) };
    case 'return':
      return { ...node, span, value: node.value === null ? null : to.expression(node.value) };
    case 'break':
    case 'continue':
    case 'error':
      return { ...node, span };
  }
}

/** Visits every statement and expression of a block, told whether a loop of the block is around it. */
export function walkBlock(
  block: Ast.Block,
  inLoop: boolean,
  visit: (node: Ast.Statement | Ast.Expression, inLoop: boolean) => void,
): void {
  const walker = (looping: boolean): Rebuilder => ({
    expression: (node) => {
      visit(node, looping);
      return rebuildExpression(node, walker(looping));
    },
    statement: (node) => {
      visit(node, looping);
      const isLoop = node.kind === 'for' || node.kind === 'while';
      return rebuildStatement(node, walker(looping || isLoop));
    },
    variable: (variable) => {
      visit(variable, looping);
      return variable;
    },
    map: (map) => {
      for (const column of map.key ?? []) walker(looping).expression(column);
      return map;
    },
    type: (type) => type,
    span: (span) => span,
  });
  rebuildBlock(block, walker(inLoop));
}
