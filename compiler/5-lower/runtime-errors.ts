/**
 * What goes wrong while a script runs, told with its place in the script.
 *
 * Needs: the message; the place is that of the instructions being built.
 * Gives: a record of the data ring that says no more than which one it is.
 * Reports: nothing.
 */
import type { ProgramContext } from './context.ts';
import { emitRecord, failureRecord } from './records.ts';

export function lowerRuntimeError(context: ProgramContext, message: string): void {
  const record = failureRecord(context, { kind: 'runtimeError', message }, 0);
  emitRecord(context, record, () => undefined);
}
