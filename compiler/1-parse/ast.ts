/**
 * The syntax tree: what the script says, before anything is looked up. Every node has a span; a node of kind
 * `error` stands where the text made no sense, and is always accompanied by a diagnostic.
 */
import type { Span } from '../source/source.ts';

export interface Program {
  readonly span: Span;
  readonly config: readonly ConfigEntry[];
  readonly mapDeclarations: readonly MapDeclaration[];
  readonly macros: readonly Macro[];
  readonly probes: readonly Probe[];
}

/** `let @name = kind(capacity);` */
export interface MapDeclaration {
  readonly name: Name;
  readonly kind: Name;
  readonly capacity: bigint;
  readonly span: Span;
}

/** `macro name(a, $v, @m) { … }`. */
export interface Macro {
  readonly name: Name;
  /** `macro name`. */
  readonly head: Span;
  readonly parameters: readonly MacroParameter[];
  readonly body: Block;
  /** The body as the value that a use has. */
  readonly value: BlockValue;
  readonly span: Span;
}

export interface MacroParameter {
  /** By reference, or anything that has a value: a variable or map may be changed only by its name. */
  readonly kind: 'variable' | 'map' | 'expression';
  readonly name: string;
  readonly span: Span;
}

/** A line of `config = { … }`. */
export interface ConfigEntry {
  readonly key: Name;
  readonly value: ConfigValue;
  readonly span: Span;
}

export type ConfigValue =
  | { readonly kind: 'integer'; readonly value: bigint }
  /** A string, or a bare word. */
  | { readonly kind: 'text'; readonly value: string };

export interface Probe {
  readonly span: Span;
  readonly attachPoints: readonly AttachPoint[];
  readonly predicate: Expression | null;
  readonly body: Block;
}

/** `tracepoint:syscalls:sys_enter_*`, not yet understood. */
export interface AttachPoint {
  readonly span: Span;
  /** As written. */
  readonly text: string;
  /** Split at the colons outside quotes, quotes taken off. At least one. */
  readonly parts: readonly Name[];
}

/** A word with its place. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

export interface Block {
  readonly span: Span;
  readonly statements: readonly Statement[];
}

interface Node {
  readonly span: Span;
}

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&&'
  | '||';
export type CompoundOperator = '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '<<' | '>>';
export type UnaryOperator = '-' | '~' | '!' | '*';

/** A type as written: `uint64`, `int8[16]`, `char *`. */
export interface TypeName extends Node {
  readonly name: string;
  /** What follows the name, from left to right: `int8*[2]` is an array of pointers, `int8[2]*` a pointer to an array. */
  readonly suffixes: readonly TypeSuffix[];
  /** Of `typeof(…)`, which has no name. */
  readonly of: TypeName | Expression | null;
}

/** `*`, or `[length]`; without a length null. */
export type TypeSuffix = { readonly kind: 'pointer' } | { readonly kind: 'array'; readonly length: bigint | null };

export type Variable = Node & { readonly kind: 'variable'; readonly name: string };
/** `@`, `@x`, `@x[a, b]`; key is null without brackets. */
export type MapAccess = Node & {
  readonly kind: 'map';
  readonly name: string;
  readonly nameSpan: Span;
  readonly key: readonly Expression[] | null;
};
export type Identifier = Node & { readonly kind: 'identifier'; readonly name: string };
export type Call = Node & { readonly kind: 'call'; readonly callee: Name; readonly args: readonly Expression[] };
export type StringLiteral = Node & {
  readonly kind: 'string' /** Escapes resolved, UTF-8. */;
  readonly bytes: Uint8Array;
};
export type Increment = Node & {
  readonly kind: 'increment';
  readonly operator: '++' | '--';
  readonly prefix: boolean;
  readonly target: Variable | MapAccess;
};
/** `object.member`, `object->member`, and `.0` of tuples. */
export type Member = Node & { readonly kind: 'member'; readonly object: Expression; readonly member: Name };
export type Index = Node & { readonly kind: 'index'; readonly object: Expression; readonly index: Expression };
/** `(a, b)`, `(a,)`, `()`. */
export type Tuple = Node & { readonly kind: 'tuple'; readonly elements: readonly Expression[] };
/** `(x = 1, y = 2)`. */
export type Record = Node & { readonly kind: 'record'; readonly fields: readonly Field[] };
/** `sizeof(type)`, `sizeof(expression)`, `offsetof(type, a.b)`: known when the script is compiled; nothing in it runs. */
export type Measure = Node & {
  readonly kind: 'measure';
  readonly word: 'sizeof' | 'offsetof';
  readonly subject: TypeName | Expression;
  /** Of offsetof. */
  readonly path: readonly Name[];
};
export interface Field {
  readonly name: Name;
  readonly value: Expression;
}
export type Binary = Node & {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
};
export type Unary = Node & { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression };
/** `a ? b : c`; `then` is null in `a ?: c`, which evaluates `a` twice. */
export type Ternary = Node & {
  readonly kind: 'ternary';
  readonly condition: Expression;
  readonly then: Expression | null;
  readonly else: Expression;
};
/**
 * `{ statements; value }` where a value is wanted. Without an expression at its end it has none, and may stand only where
 * none is needed. `if (c) { a } else { b }` as a value is a ternary of two of these.
 */
export type BlockValue = Node & {
  readonly kind: 'blockValue';
  readonly statements: readonly Statement[];
  readonly value: Expression | null;
};
export type Comptime = Node & { readonly kind: 'comptime'; readonly operand: Expression };
export type Cast = Node & { readonly kind: 'cast'; readonly type: TypeName; readonly operand: Expression };
/** `$1`, `$#`: what the script is called with. */
export type Parameter = Node & { readonly kind: 'parameter'; readonly which: number | 'count' };
/** `str($1)`, `str($1 + 2)`: the text of a parameter from its third character on. */
export type ParameterText = Node & {
  readonly kind: 'parameterText';
  readonly parameter: Parameter;
  readonly skip: Expression | null;
};
export type IntegerLiteral = Node & { readonly kind: 'integer'; readonly value: bigint };

export type Expression =
  | IntegerLiteral
  | Parameter
  | ParameterText
  | StringLiteral
  | (Node & { readonly kind: 'boolean'; readonly value: boolean })
  | Identifier
  | Variable
  | MapAccess
  | Call
  | Member
  | Index
  | Tuple
  | Record
  | Measure
  | Unary
  | Increment
  | Binary
  | Ternary
  | BlockValue
  | Cast
  /** `comptime value`: an error where the value is not known when the script is compiled. */
  | Comptime
  /** `typeof(…)` where a macro is given a type. */
  | (Node & { readonly kind: 'type'; readonly type: TypeName })
  | (Node & { readonly kind: 'error' });

export type AssignTarget = Variable | MapAccess;

export type Assign = Node & { readonly kind: 'assign'; readonly target: AssignTarget; readonly value: Expression };
export type Compound = Node & {
  readonly kind: 'compound';
  readonly target: AssignTarget;
  readonly operator: CompoundOperator;
  /** From the operator to the end: what is calculated. */
  readonly step: Span;
  readonly value: Expression;
};
export type Let = Node & {
  readonly kind: 'let';
  readonly variable: Variable;
  readonly type: TypeName | null;
  readonly value: Expression | null;
};
export type If = Node & {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly then: Block /** `else if` is a block of one `if`. */;
  readonly else: Block | null;
};

export type While = Node & { readonly kind: 'while'; readonly condition: Expression; readonly body: Block };
export type For = Node & {
  readonly kind: 'for';
  readonly variable: Variable;
  readonly over:
    | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression }
    | { readonly kind: 'map'; readonly map: MapAccess };
  readonly body: Block;
};
export type Unroll = Node & { readonly kind: 'unroll'; readonly count: Expression; readonly body: Block };

export type ExpressionStatement = Node & {
  readonly kind: 'expression';
  readonly expression: Expression;
  /** Written as `_ = expression;`, so the unused value is meant. */
  readonly discarded: boolean;
  /** No `;` ends it: it is its block's value, where one is wanted. */
  readonly open: boolean;
};

export type Statement =
  | Assign
  | Compound
  | Let
  | ExpressionStatement
  | If
  | While
  | For
  | Unroll
  | (Node & { readonly kind: 'break' | 'continue' })
  | (Node & { readonly kind: 'block'; readonly block: Block })
  | (Node & { readonly kind: 'return'; readonly value: Expression | null })
  | (Node & { readonly kind: 'error' });
