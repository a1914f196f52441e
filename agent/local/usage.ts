import { errorMessage } from '@bpfleet/proto/error-message';

/** What is wrong with how the command was called; the message is one sentence for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Why a file system call failed, in words. */
export function fileProblem(error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : null) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return errorMessage(error);
  }
}
