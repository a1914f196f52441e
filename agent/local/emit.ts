/** `--emit STAGE`, a text form of the compiler's work, and `--emit-elf FILE`, the object itself. Nothing is traced. */
import {
  compile,
  type Diagnostic,
  emitStage,
  type Policy,
  renderText,
  type Source,
  type Target,
} from '@bpfleet/compiler';
import { message } from './messages.ts';
import type { EmitRequest } from './requests.ts';
import { Sink } from './sink.ts';

/** The exit status: 1 when the script does not get as far. */
export function emit(request: EmitRequest, source: Source, target: Target, policy: Policy): number {
  const { content, diagnostics } = contentOf(request, source, target, policy);
  for (const diagnostic of diagnostics) message(`${renderText(source, diagnostic)}\n`);
  if (content === null) return 1;
  const sink = new Sink(request.what.output, 'full', () => undefined);
  sink.write(content);
  sink.close();
  if (sink.problem === null) return 0;
  message(`ERROR: ${sink.problem}\n`);
  return 1;
}

interface Content {
  /** Null when there is an error among the diagnostics. */
  readonly content: string | Uint8Array | null;
  readonly diagnostics: readonly Diagnostic[];
}

function contentOf({ what }: EmitRequest, source: Source, target: Target, policy: Policy): Content {
  if (what.kind === 'object') {
    const { output, diagnostics } = compile(source, target, policy);
    return { content: output?.elf ?? null, diagnostics };
  }
  const { output, diagnostics } = emitStage(what.stage, source, target, policy);
  return { content: output, diagnostics };
}
