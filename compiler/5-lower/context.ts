/** What the lowering of one module and of one of its programs shares. */
import { invariant } from '../diagnostics/invariant.ts';
import type { IrFunction, SlotId, ValueId } from '../ir/ir.ts';
import type { MapSymbol, TypedExpression, TypedStatement } from '../3-check/typed.ts';
import type { CellsLayout, MapPlan, PrintSpec, RecordLayout, StackStore } from '../manifest.ts';
import type { Policy } from '../policy.ts';
import type { Target } from '../target/target.ts';
import type { FunctionBuilder, OpenBlock, Operand } from './builder.ts';
import type { Place } from './place.ts';
import type { RawEvent } from '../4-plan-maps/planned.ts';
import type { TaskLayout } from './task.ts';
import type { Home } from './values/home.ts';

export interface ModuleContext {
  readonly target: Target;
  readonly policy: Policy;
  readonly maps: readonly MapPlan[];
  readonly cells: CellsLayout;
  /** Null where the task cannot be read directly. */
  readonly task: () => TaskLayout | null;
  /** Grow as statements are lowered. */
  readonly records: RecordLayout[];
  /** Those of `records` that tell what went wrong, by what and where. */
  readonly failureRecords: Map<string, RecordLayout>;
  readonly prints: PrintSpec[];
  readonly stacks: StackStore[];
  /** Whether some program tells of the processes that it sees. */
  usesProcesses: boolean;
  /** Callbacks of loops. */
  readonly callbacks: IrFunction[];
  callbackCount: number;
  /** Bytes of zeros wanted behind the globals' members. */
  zeroBytes: number;
  /** Whether some program asks for the container of its task. */
  usesContainers: boolean;
}

/** Lowering of expressions, handed down so that the files for maps, strings and output need not import it in a circle. */
export interface ExpressionLowering {
  readonly number: (context: ProgramContext, expression: TypedExpression) => ValueId;
  readonly condition: (context: ProgramContext, expression: TypedExpression, yes: OpenBlock, no: OpenBlock) => void;
  /** Runs statements and then `last`, which sees their variables. */
  readonly scope: <T>(context: ProgramContext, body: readonly TypedStatement[], last: () => T) => T;
  /** Writes a memory value of `size` bytes, strings zero-padded to that, and on to a multiple of 8. */
  readonly memory: (context: ProgramContext, expression: TypedExpression, to: Place, size: number) => void;
}

/** How control leaves the function that is being built. */
export interface Exits {
  /** Ends the program, from inside loops too. */
  readonly end: (result: Operand) => void;
  /** The innermost loop; null outside of loops. */
  readonly loop: { readonly goOn: () => void; readonly stop: () => void } | null;
}

export interface ProgramContext {
  readonly lower: ExpressionLowering;
  readonly module: ModuleContext;
  readonly builder: FunctionBuilder;
  /** The context is that of this raw event, and not a tracepoint's record. */
  readonly rawEvent: RawEvent | null;
  /** Position in Manifest.programs. */
  readonly program: number;
  /** What the program returns where the script does not say. */
  readonly result: bigint;
  /** Where each variable lives whose value lies in memory, while it lives. */
  readonly homes: Map<number, Home>;
  exits: Exits;
  /** How often the whole probe mentions each variable. */
  readonly mentions: ReadonlyMap<number, number>;
  /** Those that never hold anything but curtask. */
  readonly taskVariables: ReadonlySet<number>;
  /** Those that never hold anything but ctx. */
  readonly contextVariables: ReadonlySet<number>;
  /** A slot that holds comm, where the code so far has surely filled it. */
  comm: SlotId | null;
  /** Numbers of map elements: maps/known-reads.ts. */
  knownReads: Map<string, ValueId>;
  /** False in the parts of an expression that may be left out: what is fetched there is not there behind them. */
  mayKeep: boolean;
}

export function planOf(context: ProgramContext, map: MapSymbol): MapPlan {
  const plan = context.module.maps[map.id];
  invariant(plan !== undefined, `map ${map.name} has no plan`);
  return plan;
}

export function finish(context: ProgramContext): void {
  context.exits.end(context.result);
}

/** A number; a literal stays a constant where an instruction can hold one. */
export function operandOf(context: ProgramContext, expression: TypedExpression): Operand {
  return expression.kind === 'integer' ? expression.value : context.lower.number(context, expression);
}

/** Lowers a part of an expression that runs on some ways through it only. */
export function onSomeWays<T>(context: ProgramContext, lowerPart: () => T): T {
  const { mayKeep } = context;
  context.mayKeep = false;
  const result = lowerPart();
  context.mayKeep = mayKeep;
  return result;
}
