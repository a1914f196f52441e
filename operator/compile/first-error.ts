import type { ScriptDiagnostic } from '@bpfleet/proto';

/** `script 2:5: what is wrong (what to do)`, of the first error. Not a place in the TraceJob's file: that has no `script`. */
export function firstError(diagnostics: readonly ScriptDiagnostic[]): string {
  const error = diagnostics.find(({ severity }) => severity === 'error') ?? diagnostics[0];
  if (error === undefined) return 'the script is refused';
  const { line, column, message, hint } = error;
  return `script${line === 0 ? '' : ` ${line}:${column}`}: ${message}${hint === '' ? '' : ` (${hint})`}`;
}
