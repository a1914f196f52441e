/**
 * What the compiler says of a job's script on one kernel, before any node is asked to run it.
 *
 * Needs: the spec and a Target. Gives: whether the script runs there, is wrong everywhere, or needs what that
 * kernel lacks. Reports: diagnostics by line and column of the script. The agent compiles again and has the last word.
 */
import { createHash } from 'node:crypto';
import {
  compile,
  defaultLimits,
  defaultSettings,
  type Diagnostic,
  noInputs,
  parse,
  type Policy,
  positionAt,
  type Source,
  type Target,
  type TargetReason,
} from '@bpfleet/compiler';
import type { ScriptDiagnostic, TraceJobSpec } from '@bpfleet/proto';
import type { MapSchema } from '@bpfleet/results';
import { bytesOf } from '../jobs/units.ts';

export type Verdict =
  | {
      readonly kind: 'runs';
      readonly diagnostics: readonly ScriptDiagnostic[];
      /** What the script's maps are on that kernel. */
      readonly schemas: readonly MapSchema[];
    }
  | { readonly kind: 'wrong'; readonly diagnostics: readonly ScriptDiagnostic[] }
  | { readonly kind: 'lacks'; readonly reason: TargetReason; readonly diagnostics: readonly ScriptDiagnostic[] };

export function scriptOf(spec: TraceJobSpec): string {
  return spec.source.inline ?? '';
}

export function scriptDigest(spec: TraceJobSpec): string {
  return createHash('sha256').update(scriptOf(spec)).digest('hex');
}

/** What can be said without a kernel: syntax only. Empty when there is no error. */
export function syntaxErrors(name: string, spec: TraceJobSpec): readonly ScriptDiagnostic[] {
  const source: Source = { name, text: scriptOf(spec) };
  return parse(source)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map((diagnostic) => scriptDiagnostic(source, diagnostic));
}

/** @throws TargetError for a Target with damaged BTF; our bugs. */
export function judge(name: string, spec: TraceJobSpec, unsafe: boolean, target: Target): Verdict {
  const source: Source = { name, text: scriptOf(spec) };
  const { output, diagnostics: found } = compile(source, target, policyOf(spec, unsafe));
  const diagnostics = found.map((diagnostic) => scriptDiagnostic(source, diagnostic));
  if (output !== null) return { kind: 'runs', diagnostics, schemas: output.manifest.maps.map(({ schema }) => schema) };
  const errors = found.filter(({ severity }) => severity === 'error');
  const lacking = errors.map(({ cause }) => cause).filter((cause) => cause !== 'script');
  const [reason] = lacking;
  if (reason === undefined || lacking.length < errors.length) return { kind: 'wrong', diagnostics };
  return { kind: 'lacks', reason, diagnostics };
}

/** The guard is the agent's: it knows which processes are its node's. */
function policyOf({ limits }: TraceJobSpec, unsafe: boolean): Policy {
  const { maxMapKeys, maxStringLength, maxProbes } = limits;
  const { dataRingBytes } = defaultLimits;
  const maxMapBytes = bytesOf(limits.maxMapBytesPerNode);
  return {
    guard: { kind: 'none' },
    limits: { maxMapKeys, maxMapBytes, maxStringLength, maxProbes, dataRingBytes },
    failures: 'none',
    unsafe,
    inputs: noInputs,
    settings: defaultSettings,
    mayRaiseLimits: false,
    fleet: true,
    // Where they lie each node knows; here it is judged only that they may be asked for.
    containers: { levels: [3, 4] },
  };
}

function scriptDiagnostic(source: Source, { span, severity, code, message, hint }: Diagnostic): ScriptDiagnostic {
  return { ...positionAt(source, span.start), severity, code, message, hint: hint ?? '' };
}
