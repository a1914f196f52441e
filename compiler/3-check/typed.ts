/**
 * The typed tree: what 3-check gives and 4-plan-maps and 5-lower take. Nothing in it can still be a user
 * error. A new tree, not annotations on the old one; readonly throughout; every node keeps its span.
 */
import type { Scale } from '@bpfleet/results/buckets';
import type { AttachPoint, DeclaredMap } from '../2-bind/bound.ts';
import type { FormattedAction } from '../builtins/actions.ts';
import type { ClockName, NumberName } from '../builtins/task-values.ts';
import type { CompoundType, CType, EnumValue } from '../ctypes/ctype.ts';
import type { ByteText } from '../source/byte-text.ts';
import type { Span } from '../source/source.ts';
import type { TracepointField } from '../target/target.ts';

export type IntType = { readonly kind: 'int'; readonly size: 1 | 2 | 4 | 8; readonly signed: boolean };

export type Type =
  | IntType
  | { readonly kind: 'bool' }
  /** Fixed capacity in bytes, the NUL included; contents are NUL-terminated and zero-padded to the capacity. */
  | { readonly kind: 'string'; readonly capacity: number }
  /** Bytes of which all count: their number in a word in front, and zeros behind them up to the capacity. */
  | { readonly kind: 'buffer'; readonly capacity: number }
  /** An IP address: a word with its number of bytes, 4 or 16, and 16 bytes. */
  | { readonly kind: 'inet' }
  /** A hardware address: 6 bytes, the first lowest. */
  | { readonly kind: 'macaddr' }
  | PointerType
  | EnumType
  /** As C lays it out: elements of their own size, one after another. */
  | ArrayType
  /** A C struct or union, as C lays it out. */
  | { readonly kind: 'struct'; readonly ctype: CompoundType }
  /** 64 bits that stand for a name; what it is, user space finds out when it reads them. Outside of the kernel it is a string. */
  | { readonly kind: 'name'; readonly source: NameSource }
  | TupleType
  | RecordType;

/** How each frame of a stack is printed. */
export type StackMode = 'bpftrace' | 'perf' | 'raw' | 'build_id';
/**
 * A stack is known in the kernel by a number: which one it is of those that were seen, and for user stacks whose. Equal
 * numbers are equal stacks.
 */
export interface StackSource {
  readonly of: 'stack';
  readonly space: 'user' | 'kernel';
  readonly mode: StackMode;
  /** Frames at most. */
  readonly limit: number;
}

/** What knows the name behind a number. */
export type NameSource =
  | StackSource
  /** The number is an address of the kernel. */
  | { readonly of: 'ksym' }
  /** An address and behind it the process that it means something in, 64 bits each. */
  | { readonly of: 'usym' }
  /** The number is the cgroup id of a container; 0 for a task in none. */
  | { readonly of: 'container'; readonly attribute: ContainerAttribute }
  /** Nanoseconds since boot (or TAI), as strftime(3) formats the wall clock's time. */
  | { readonly of: 'time'; readonly format: string; readonly clock: 'boot' | 'tai' }
  /** A user id. */
  | { readonly of: 'user' }
  /** A cgroup id: its paths in all hierarchies whose name matches the pattern. */
  | { readonly of: 'cgroup'; readonly hierarchy: string }
  /** A number of errno.h, of signal.h, of a system call. */
  | { readonly of: 'errno' | 'signal' | 'syscall' };
export type ContainerAttribute = 'pod' | 'container' | 'namespace' | 'workload' | 'node';

/** An address, and what is there. */
export type PointerType = { readonly kind: 'pointer'; readonly pointee: CType; readonly space: Space };
export type Space = 'user' | 'kernel';
/** An integer whose values have names. */
export type EnumType = {
  readonly kind: 'enum';
  readonly name: string;
  readonly size: 1 | 2 | 4 | 8;
  readonly signed: boolean;
  readonly values: readonly EnumValue[];
};
export type ArrayType = { readonly kind: 'array'; readonly element: Type; readonly length: number };
export type TupleType = { readonly kind: 'tuple'; readonly elements: readonly Type[] };
export type RecordType = { readonly kind: 'record'; readonly fields: readonly TypedField[] };
export interface TypedField {
  readonly name: string;
  readonly type: Type;
}

export type { AttachPoint };

/** One program's worth: a body, and the attach points that run it unchanged. */
export interface TypedProbe {
  /** More than one only where neither `args` nor `probe` is used, so that one program serves them all. */
  readonly attachPoints: readonly AttachPoint[];
  readonly predicate: TypedExpression | null;
  readonly body: readonly TypedStatement[];
  /** The probe's attach point list in the source, for line info of generated prologues. */
  readonly span: Span;
}

/** A scratch variable. Block scoping is resolved: each declaration is one symbol. */
export interface VariableSymbol {
  readonly id: number;
  /** With the $. */
  readonly name: string;
  readonly type: Type;
}

/** As results has it: nanoseconds, and how many intervals are shown. */
export interface Series {
  readonly interval: number;
  readonly intervals: number;
}

export type MapValue =
  | { readonly kind: 'count' }
  | { readonly kind: 'sum' | 'min' | 'max' | 'avg' | 'stats'; readonly signed: boolean }
  | Scale
  | { readonly kind: 'scalar'; readonly type: Type };

export interface MapSymbol {
  readonly id: number;
  /** With the @. */
  readonly name: string;
  /** Empty for a map used without a key. */
  readonly keys: readonly Type[];
  /** For each key column: whether some use gives it a value that means something on its node only (pid, tid, a pointer). */
  readonly nodeLocalKeys: readonly boolean[];
  readonly value: MapValue;
  /** Of tseries(): the last column is then the number of the interval. */
  readonly series: Series | null;
  readonly declared: DeclaredMap | null;
  /** First mention. */
  readonly span: Span;
}

export interface TypedProgram {
  readonly probes: readonly TypedProbe[];
  /** In order of id, which is the order of first mention. */
  readonly maps: readonly MapSymbol[];
  readonly variables: readonly VariableSymbol[];
}

interface Expression {
  readonly type: Type;
  readonly span: Span;
}

export type BuiltinName =
  | 'curtask'
  | 'ctx'
  | 'pid'
  | 'tid'
  | 'comm'
  | 'nsecs'
  | 'cpu'
  | 'usermode'
  | NumberName
  | ClockName
  | ContainerAttribute;
/** Division and remainder are unsigned machine operations; a zero divisor gives 1 (inventory L2.13, L2.14). */
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '<<' | '>>';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

export type TypedExpression =
  /** Also enum-like constants; value fits the type (two's complement for signed). bool: 0n or 1n. */
  | (Expression & { readonly kind: 'integer'; readonly value: bigint })
  /** Bytes without the NUL; capacity ≥ bytes.length + 1. `probe` becomes one of these. */
  | (Expression & { readonly kind: 'string'; readonly bytes: Uint8Array })
  | (Expression & { readonly kind: 'builtin'; readonly name: BuiltinName })
  /** `args.FIELD` of a tracepoint: integer and pointer fields, `char[N]` and `__data_loc char[]` as strings. */
  | (Expression & { readonly kind: 'field'; readonly field: TracepointField })
  /** 64 bits of the traced code's registers, `offset` bytes into the context; `name` as in the script. */
  | (Expression & { readonly kind: 'register'; readonly name: string; readonly offset: number })
  /**
   * What a program that is typed by BTF was called with: the 8 bytes at `slot` of its context, cut to the type. `typed`: the
   * verifier takes them for a pointer to something that it knows.
   */
  | (Expression & {
      readonly kind: 'argument';
      readonly name: string;
      readonly slot: number;
      readonly typed: boolean;
    })
  /** The current stack. */
  | (Expression & { readonly kind: 'stack'; readonly source: StackSource })
  /** How many frames the current stack has, up to the limit. */
  | (Expression & { readonly kind: 'stackLength'; readonly source: StackSource })
  /** Address of the function that a probe stands on. */
  | (Expression & { readonly kind: 'functionAddress' })
  | (Expression & { readonly kind: 'variable'; readonly symbol: VariableSymbol })
  /** A missing key gives zero / the empty string. Histograms are never read; of stats() print() takes a record. */
  | (Expression & { readonly kind: 'mapRead'; readonly map: MapSymbol; readonly key: readonly TypedExpression[] })
  /** Operands already converted to the (64-bit) result type; an operator on two bools stands in a convert to bool. */
  | (Expression & {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: TypedExpression;
      readonly right: TypedExpression;
    })
  /** Operands of one 64-bit integer type; `signed` says which comparison. Type is bool. */
  | (Expression & {
      readonly kind: 'comparison';
      readonly operator: ComparisonOperator;
      readonly signed: boolean;
      readonly left: TypedExpression;
      readonly right: TypedExpression;
    })
  /**
   * == and != of what lies in memory. Strings of any capacities: equal up to the NUL. Others, which are of one type: equal
   * in all bytes. Type is bool.
   */
  | (Expression & {
      readonly kind: 'contentComparison';
      readonly operator: '==' | '!=';
      readonly left: TypedExpression;
      readonly right: TypedExpression;
    })
  /** Short-circuit. Operands are bool (the checker wraps integers as `!= 0`). */
  | (Expression & {
      readonly kind: 'logical';
      readonly operator: '&&' | '||';
      readonly left: TypedExpression;
      readonly right: TypedExpression;
    })
  | (Expression & { readonly kind: 'unary'; readonly operator: '-' | '~' | '!'; readonly operand: TypedExpression })
  | (Expression & {
      readonly kind: 'ternary';
      readonly condition: TypedExpression;
      readonly then: TypedExpression;
      readonly else: TypedExpression;
    })
  /** The statements run, and then the value is found, of which variables of theirs may be a part. Control arrives there. */
  | (Expression & {
      readonly kind: 'blockValue';
      readonly statements: readonly TypedStatement[];
      readonly value: TypedExpression;
    })
  | MapQuery
  /** str(): a string from a pointer or the beginning of one, `length` bytes at most, the NUL included. */
  | (Expression & { readonly kind: 'copyString'; readonly source: TypedExpression; readonly length: TypedExpression })
  /** buf(): `length` bytes, at most those of the capacity, from a pointer or an array. */
  | (Expression & { readonly kind: 'copyBuffer'; readonly source: TypedExpression; readonly length: TypedExpression })
  | (Expression & { readonly kind: 'stringLength'; readonly operand: TypedExpression })
  /** Of an unsigned integer, in its own width. */
  | (Expression & { readonly kind: 'byteSwap'; readonly operand: TypedExpression & { readonly type: IntType } })
  /** Whether the first `length` bytes of two strings are equal. */
  | (Expression & {
      readonly kind: 'prefixComparison';
      readonly left: TypedExpression;
      readonly right: TypedExpression;
      readonly length: number;
    })
  /** Where the needle, a string, begins in another: its place, or `absent`. */
  | (Expression & {
      readonly kind: 'search';
      readonly haystack: TypedExpression;
      readonly needle: TypedExpression;
      readonly absent: bigint;
    })
  /** One string behind the other, cut to the type's capacity. */
  | (Expression & { readonly kind: 'concatenation'; readonly left: TypedExpression; readonly right: TypedExpression })
  /** The difference of the first bytes that differ among the first `length`, as signed ones; 0 where none does. */
  | (Expression & {
      readonly kind: 'byteDifference';
      readonly left: TypedExpression;
      readonly right: TypedExpression;
      readonly length: TypedExpression;
    })
  /** The path of a `struct path`, or the cookie of a `struct sock`, that typed arguments lead to. */
  | (Expression & { readonly kind: 'path'; readonly object: TypedExpression })
  | (Expression & { readonly kind: 'socketCookie'; readonly object: TypedExpression })
  /** An address from an integer (4 bytes), or an array of 4 or 16. With a family, an array of 16 of which AF_INET takes 4. */
  | (Expression & {
      readonly kind: 'address';
      readonly family: TypedExpression | null;
      readonly source: TypedExpression;
    })
  /** From an array of 6 bytes. */
  | (Expression & { readonly kind: 'hardwareAddress'; readonly source: TypedExpression })
  /** An array of bytes, as written. */
  | (Expression & { readonly kind: 'bytes'; readonly bytes: Uint8Array })
  /** What a pointer points to: the operand's type says where that is. */
  | (Expression & { readonly kind: 'dereference'; readonly operand: Pointer })
  /** A member of a struct, `offset` bytes from its start. Of a bit field these are the bytes that `bits` are counted in. */
  | (Expression & {
      readonly kind: 'member';
      readonly object: TypedExpression;
      readonly offset: number;
      readonly bits: BitRange | null;
    })
  /** An element of an array; the index is a uint64. One that is out of bounds gives zero. */
  | (Expression & { readonly kind: 'item'; readonly object: TypedExpression; readonly index: TypedExpression })
  /** `(a, b)` or `(x = a, y = b)`: the elements have the types that the type says. */
  | (Expression & { readonly kind: 'tuple'; readonly elements: readonly TypedExpression[] })
  /** A tuple's element or a record's field, by its place. */
  | (Expression & { readonly kind: 'element'; readonly object: TypedExpression; readonly index: number })
  /** Integer/bool conversion: truncate or extend (by the operand's sign) to `type`; also growth of string capacities, in tuples too. */
  | (Expression & { readonly kind: 'convert'; readonly operand: TypedExpression })
  /** `++ --` on a variable or map element; gives the old value for postfix, the new one for prefix. */
  | (Expression & {
      readonly kind: 'increment';
      readonly target: AssignTarget;
      /** 1 or -1; of a pointer, the bytes of what it points to. */
      readonly delta: number;
      readonly prefix: boolean;
    });

/** Bits of a little-endian integer of `size` bytes. */
export interface BitRange {
  readonly size: 1 | 2 | 4 | 8;
  readonly shift: number;
  readonly width: number;
}

type Pointer = TypedExpression & { readonly type: PointerType };

export type AssignTarget =
  | { readonly kind: 'variable'; readonly symbol: VariableSymbol }
  | { readonly kind: 'map'; readonly map: MapSymbol; readonly key: readonly TypedExpression[] };

interface Statement {
  readonly span: Span;
}

export type TypedStatement =
  /** The value is already converted to the target's type. */
  | (Statement & { readonly kind: 'assign'; readonly target: AssignTarget; readonly value: TypedExpression })
  /** `+= -=` … on a variable or map; additive ones on maps are atomic. */
  | (Statement & {
      readonly kind: 'compound';
      readonly target: AssignTarget;
      readonly operator: ArithmeticOperator;
      readonly value: TypedExpression;
    })
  /** `@m[k] = count()` and friends; `argument` is null for count. */
  | (Statement & {
      readonly kind: 'aggregate';
      readonly map: MapSymbol;
      readonly key: readonly TypedExpression[];
      readonly argument: TypedExpression | null;
    })
  /** `let $x;`: the variable is zero, or empty, from here on. */
  | (Statement & { readonly kind: 'declare'; readonly symbol: VariableSymbol })
  | (Statement & { readonly kind: 'expression'; readonly expression: TypedExpression })
  | (Statement & {
      readonly kind: 'if';
      readonly condition: TypedExpression;
      readonly then: readonly TypedStatement[];
      readonly else: readonly TypedStatement[];
    })
  /** The body, `count` times over. */
  | (Statement & { readonly kind: 'unroll'; readonly count: number; readonly body: readonly TypedStatement[] })
  | TypedLoop
  /** Of the innermost loop. */
  | (Statement & { readonly kind: 'break' | 'continue' })
  | (Statement & {
      readonly kind: 'printf';
      readonly action: FormattedAction;
      readonly format: ByteText;
      readonly args: readonly TypedExpression[];
    })
  /** time(format): the time at which the record is read. */
  | (Statement & { readonly kind: 'time'; readonly format: string })
  /** A line in the kernel's trace buffer: at most three arguments, each a uint64 or a string. */
  | (Statement & { readonly kind: 'debugf'; readonly format: string; readonly args: readonly TypedExpression[] })
  /** The strings that an array of pointers points to, up to a null pointer, with the delimiter between them. */
  | (Statement & {
      readonly kind: 'join';
      readonly address: TypedExpression;
      readonly space: Space;
      readonly delimiter: ByteText;
    })
  /** To the current process, or to the current thread alone. */
  | (Statement & { readonly kind: 'signal'; readonly number: TypedExpression; readonly thread: boolean })
  /** print(value): printed with a newline. */
  | (Statement & { readonly kind: 'printValue'; readonly value: TypedExpression })
  /** `top` 0: all rows. `div` 1: as they are; never 0. */
  | (Statement & { readonly kind: 'printMap'; readonly map: MapSymbol; readonly top: number; readonly div: number })
  | (Statement & { readonly kind: 'clear' | 'zero'; readonly map: MapSymbol })
  /** exit(code): `code` is a uint8. Records the code, sets the stop flag and returns. */
  | (Statement & { readonly kind: 'exit'; readonly code: TypedExpression })
  /** Ends the program, from inside loops too; an integer of 64 bits, or null for the provider's own result. */
  | (Statement & { readonly kind: 'return'; readonly value: TypedExpression | null });

/** Questions to a map that one key answers, or all of it. */
export type MapQuery =
  /** Whether the key was there; it is not any more. The key is empty for a map without keys. */
  | (Expression & { readonly kind: 'delete'; readonly map: MapSymbol; readonly key: readonly TypedExpression[] })
  | (Expression & { readonly kind: 'hasKey'; readonly map: MapSymbol; readonly key: readonly TypedExpression[] })
  /** As hasKey; where the key is there, the variable takes the value, converted to its type. */
  | (Expression & {
      readonly kind: 'find';
      readonly map: MapSymbol;
      readonly key: readonly TypedExpression[];
      readonly variable: VariableSymbol;
      /** A read of the element. */
      readonly value: TypedExpression;
    })
  | (Expression & { readonly kind: 'length'; readonly map: MapSymbol });

export type TypedLoop = Statement & {
  readonly kind: 'loop';
  readonly over: /** `from` up to but not including `to`, in steps of one; both int64 or uint64, figured once. */
    | {
        readonly kind: 'range';
        readonly variable: VariableSymbol;
        readonly from: TypedExpression;
        readonly to: TypedExpression;
      }
    /** Each key with its value, as a tuple of both. */
    | { readonly kind: 'map'; readonly variable: VariableSymbol; readonly map: MapSymbol }
    | { readonly kind: 'while'; readonly condition: TypedExpression };
  readonly body: readonly TypedStatement[];
};
