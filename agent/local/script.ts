import { readFileSync } from 'node:fs';
import type { Source } from '@bpfleet/compiler';
import { type ScriptSource, UsageError } from './flags.ts';

/** Reads the script; `stdin` names everything that is no file (as bpftrace does in its messages). */
export function readScript(script: ScriptSource): Source {
  if (script.kind === 'inline') return { name: 'stdin', text: script.text };
  const { path } = script;
  try {
    return path === '-' ? { name: 'stdin', text: readFileSync(0, 'utf8') } : { name: path, text: readFileSync(path, 'utf8') };
  } catch (error) {
    throw new UsageError(`cannot read the script ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'permission denied';
  if (code === 'EISDIR') return 'it is a folder';
  return error instanceof Error ? error.message : String(error);
}
