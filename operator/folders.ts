/** Folders that the operator was told to use. */
import { mkdirSync } from 'node:fs';
import { errorMessage } from '@bpfleet/proto/error-message';

/** Makes it unless it is there. Throws what a user can act on: the flag, the folder, the reason, what next. */
export function makeFolder(flag: string, folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    const why = errorMessage(cause);
    throw new Error(`${flag} ${folder}: cannot make this folder (${why}); name one that this user can write`, {
      cause,
    });
  }
}
