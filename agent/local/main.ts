/** The `bpfleet` command. */
import { liveTarget, UnsupportedKernel } from '../kernel/target.ts';
import { TracefsUnreadable } from '../kernel/tracefs.ts';
import { emit } from './emit.ts';
import { parseFlags, type RunRequest, type TextRequest } from './flags.ts';
import { ownPrivileges } from '../kernel/privileges.ts';
import { run } from './run.ts';
import { readScript } from './script.ts';
import { UsageError } from './usage.ts';

async function main(request: RunRequest | TextRequest): Promise<number> {
  if (request.kind === 'text') {
    process.stdout.write(request.text);
    return 0;
  }
  const source = readScript(request.script);
  const missing = ownPrivileges();
  if (missing !== null) throw new UsageError(missing);
  const target = liveTarget();
  return request.emit === null ? run(request, source, target) : emit(request.emit, request.output, source, target);
}

try {
  process.exitCode = await main(parseFlags(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof UnsupportedKernel || error instanceof TracefsUnreadable))
    throw error;
  process.stderr.write(`bpfleet: ${error.message}\n`);
  process.exitCode = 1;
}
