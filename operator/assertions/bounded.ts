/**
 * A bound on how long a computation without awaits may take: quantifiers inside each other go over all rows of all rows, and the
 * results of other jobs wait for this one's.
 *
 * Needs: an action. Gives: what it gives. Reports: throws Overtime.
 */
import { createContext, runInContext } from 'node:vm';

export class Overtime extends Error {}

const slot: { action: () => unknown } = { action: () => undefined };
const context = createContext({ run: () => slot.action() });

export function within<T>(milliseconds: number, action: () => T): T {
  slot.action = action;
  try {
    return runInContext('run()', context, { timeout: milliseconds }) as T;
  } catch (error) {
    throw isTimeout(error) ? new Overtime(`not decided after ${milliseconds} ms`) : error;
  } finally {
    slot.action = () => undefined;
  }
}

function isTimeout(error: unknown): boolean {
  // It is no instance of our Error: it is of the context.
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
