/** What every rule of the checker gets. */
import type * as Ast from '../1-parse/ast.ts';
import type { AttachPoint, BoundMap, BoundProgram } from '../2-bind/bound.ts';
import type { Reporter } from '../diagnostics/report.ts';
import type { Policy } from '../policy.ts';
import type { Span } from '../source/source.ts';
import { positionAt } from '../source/source.ts';
import type { Target } from '../target/target.ts';
import type { Checked } from './checked.ts';
import type { MapState, VariableTable } from './environment.ts';
import type { CallPlaces } from './places.ts';
import type { TypedStatement } from './typed.ts';

export interface ScriptOption {
  readonly fallback: bigint | boolean | string;
  readonly description: string;
}

export interface CheckedBlock {
  readonly statements: readonly TypedStatement[];
  /** Control never arrives behind it. */
  readonly ends: boolean;
}

export interface Context {
  readonly bound: BoundProgram;
  readonly target: Target;
  readonly policy: Policy;
  readonly report: Reporter;
  readonly calls: CallPlaces;
  /** False behind return and exit(): what stands there gives types to others, and is then left out of the program. */
  readonly reachable: boolean;
  /** How many loops are around this. `break` and `continue` mean something inside of one. */
  readonly loopDepth: number;
  /** Within a `for`, whose body cannot end the program. */
  readonly inFor: boolean;
  /** What an expression is a part of, which is wrong when that has no value. */
  readonly wants: Span | null;
  /** How often `unroll` repeats this. */
  readonly copies: number;
  /** The attach points that run this program; `args` and `probe` are used only where there is one. */
  readonly attachPoints: readonly AttachPoint[];
  readonly variables: VariableTable;
  /** By BoundMap.id. */
  readonly maps: readonly MapState[];
  /** What getopt() asks for, by name. */
  readonly options: Map<string, ScriptOption>;
  readonly nextVariableId: () => number;
  /** A statement was left out, because of an error that has been reported or a type that is not known yet. */
  readonly incomplete: () => void;
  /** Checks an expression; null when it is wrong, which has then been reported. */
  readonly expression: (context: Context, expression: Ast.Expression) => Checked | null;
  /** Checks statements, some of which may be missing then; expressions have some too. */
  readonly statements: (context: Context, statements: readonly Ast.Statement[]) => CheckedBlock;
}

/** The map that is named, which thereby is a map of the program. */
export function mapState(context: Context, access: Ast.MapAccess): MapState | null {
  const bound: BoundMap | undefined = context.bound.mapsByName.get(access.name);
  const state = bound === undefined ? undefined : context.maps[bound.id];
  if (state !== undefined && context.reachable) state.reached = true;
  return state ?? null;
}

/** `line:column` of a span, for messages that name a second place. */
export function place(context: Context, span: Span): string {
  const { line, column } = positionAt(context.bound.source, span.start);
  return `${line}:${column}`;
}

/** Bytes of the longest string, with its NUL: where max_strlen is 0 that is all. */
export function longestString({ policy }: Context): number {
  return Math.max(1, policy.limits.maxStringLength);
}
