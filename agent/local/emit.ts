/** `--emit STAGE`: a text form of the compiler's work (the object itself for `elf`), and nothing traced. */
import { isatty } from 'node:tty';
import { emitStage, type EmitStage, localPolicy, renderText, type Source, type Target } from '@bpfleet/compiler';
import { Sink } from './sink.ts';
import { UsageError } from './usage.ts';

/** The exit status: 1 when the script does not get as far as the stage. */
export function emit(stage: EmitStage, path: string | null, source: Source, target: Target): number {
  if (stage === 'elf' && path === null && isatty(1))
    throw new UsageError('--emit elf writes a binary file: give -o FILE');
  const { output, diagnostics } = emitStage(stage, source, target, localPolicy);
  for (const diagnostic of diagnostics) process.stderr.write(`${renderText(source, diagnostic)}\n`);
  if (output === null) return 1;
  const sink = new Sink(path, () => undefined);
  sink.write(output);
  sink.close();
  if (sink.problem === null) return 0;
  process.stderr.write(`bpfleet: ${sink.problem}\n`);
  return 1;
}
