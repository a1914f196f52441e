/**
 * What goes wrong while a script runs, told with its place in the script.
 *
 * Needs: the message; the place is that of the instructions being built.
 * Gives: a record of the data ring that says no more than which one it is.
 * Reports: nothing.
 */
import { recordHeaderSize } from '../manifest.ts';
import type { ProgramContext } from './context.ts';
import { emitRecord } from './records.ts';

export function lowerRuntimeError(context: ProgramContext, message: string): void {
  const { builder, module } = context;
  const { span } = builder;
  const known = module.records.find(
    ({ output, span: place }) =>
      output.kind === 'runtimeError' &&
      output.message === message &&
      place.start === span.start &&
      place.end === span.end,
  );
  const record = known ?? {
    id: module.records.length,
    size: recordHeaderSize,
    output: { kind: 'runtimeError', message } as const,
    args: [],
    span,
  };
  if (known === undefined) module.records.push(record);
  emitRecord(context, record, () => undefined);
}
