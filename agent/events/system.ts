/** system(command): what a shell command prints, on both of its streams. Everything waits for it, as in bpftrace. */
import { spawnSync } from 'node:child_process';

export type CommandOutput =
  | { readonly kind: 'text'; readonly bytes: Uint8Array }
  /** One sentence; what a command that failed has printed is left out, as in bpftrace. */
  | { readonly kind: 'problem'; readonly message: string };

const maxOutput = 16 * 1024 * 1024;

export function runCommand(command: string): CommandOutput {
  const { status, signal, stdout, error } = spawnSync('/bin/sh', ['-c', `exec 2>&1\n${command}`], {
    stdio: ['inherit', 'pipe', 'inherit'],
    maxBuffer: maxOutput,
  });
  if (error !== undefined) return { kind: 'problem', message: `command failed: ${error.message}` };
  if (signal !== null) return { kind: 'problem', message: `command was ended by ${signal}` };
  if (status !== 0) return { kind: 'problem', message: `command exited with code ${status}` };
  return { kind: 'text', bytes: stdout };
}
