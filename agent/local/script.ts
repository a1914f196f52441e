import { readFileSync } from 'node:fs';
import type { Source } from '@bpfleet/compiler';
import type { ScriptSource } from './requests.ts';
import { fileProblem, UsageError } from './usage.ts';

/** Reads the script; `stdin` names everything that is no file (as bpftrace does in its messages). */
export function readScript(script: ScriptSource): Source {
  if (script.kind === 'inline') return { name: 'stdin', text: script.text };
  const { path } = script;
  try {
    return path === '-'
      ? { name: 'stdin', text: readFileSync(0, 'utf8') }
      : { name: path, text: readFileSync(path, 'utf8') };
  } catch (error) {
    throw new UsageError(`cannot read the script ${path}: ${fileProblem(error)}`, { cause: error });
  }
}
