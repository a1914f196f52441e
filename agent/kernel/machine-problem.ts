/**
 * What is wrong with the machine, and not with the script or with us.
 *
 * Needs: what was thrown. Gives: one sentence for the user; null when it may be a bug. Reports: nothing.
 */
import { constants } from 'node:os';
import { TargetError } from '@bpfleet/compiler';
import { errorMessage } from '@bpfleet/proto/error-message';

const { EMFILE, ENFILE, ENOMEM } = constants.errno;

export function machineProblem(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const message = errorMessage(error);
  if (error instanceof TargetError) return `what this kernel tells of itself is damaged: ${message}`;
  // Those of Node are negative.
  const errno = 'errno' in error && typeof error.errno === 'number' ? Math.abs(error.errno) : 0;
  if (errno === EMFILE)
    return `this process may not have more files open, raise the limit (ulimit -n 4096): ${message}`;
  if (errno === ENFILE) return `this machine has no room for more open files (sysctl fs.file-max): ${message}`;
  if (errno === ENOMEM) return `the kernel has no memory for this: ${message}`;
  return null;
}
