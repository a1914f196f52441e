/** `--emit STAGE`, a text form of the compiler's work, and `--emit-elf FILE`, the object itself. Nothing is traced. */
import {
  compile,
  type Diagnostic,
  emitStage,
  localPolicy,
  renderText,
  type Source,
  type Target,
} from '@bpfleet/compiler';
import type { EmitRequest } from './flags.ts';
import { Sink } from './sink.ts';

/** `output`: where text goes, null for standard output. The exit status: 1 when the script does not get as far. */
export function emit(request: EmitRequest, output: string | null, source: Source, target: Target): number {
  const { content, diagnostics } = contentOf(request, source, target);
  for (const diagnostic of diagnostics) process.stderr.write(`${renderText(source, diagnostic)}\n`);
  if (content === null) return 1;
  const sink = new Sink(request.kind === 'object' ? request.path : output, () => undefined);
  sink.write(content);
  sink.close();
  if (sink.problem === null) return 0;
  process.stderr.write(`bpfleet: ${sink.problem}\n`);
  return 1;
}

interface Content {
  /** Null when there is an error among the diagnostics. */
  readonly content: string | Uint8Array | null;
  readonly diagnostics: readonly Diagnostic[];
}

function contentOf(request: EmitRequest, source: Source, target: Target): Content {
  if (request.kind === 'object') {
    const { output, diagnostics } = compile(source, target, localPolicy);
    return { content: output?.elf ?? null, diagnostics };
  }
  const { output, diagnostics } = emitStage(request.stage, source, target, localPolicy);
  return { content: output, diagnostics };
}
