/** kubectl-bpfleet, which kubectl runs as `kubectl bpfleet`: data on standard output, everything else on standard error. */
import { errorMessage } from '@bpfleet/proto/error-message';
import { readArguments } from './arguments.ts';
import { run } from './commands/run.ts';
import { ExitCode, Failure } from './exit-code.ts';
import { Client } from './kube/client.ts';

async function main(): Promise<ExitCode> {
  const request = readArguments(process.argv.slice(2));
  if (request.kind === 'text') {
    (request.code === ExitCode.passed ? process.stdout : process.stderr).write(request.text);
    return request.code;
  }
  const interrupt = new AbortController();
  // A second one finds no handler: the job goes on to its deadline, and ends by itself.
  process.once('SIGINT', () => interrupt.abort());
  process.once('SIGTERM', () => interrupt.abort());
  const client = new Client(request.run);
  try {
    return await run(request.run, client, interrupt.signal, {
      out: (text) => void process.stdout.write(text),
      message: (text) => void process.stderr.write(text),
    });
  } finally {
    client.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`kubectl bpfleet: ${errorMessage(error)}\n`);
  process.exitCode = error instanceof Failure ? error.code : ExitCode.infrastructure;
}
