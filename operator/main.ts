/** The operator's program: settings in, logs out (JSON lines on stdout), SIGTERM or SIGINT to end. */
import { pino } from 'pino';
import { errorMessage } from '@bpfleet/proto/error-message';
import { configure } from './config.ts';
import { startOperator } from './operator.ts';
import { directoryStore } from './store/directory/directory.ts';

async function main(): Promise<void> {
  const configured = configure(process.argv.slice(2), process.env);
  if (configured.kind === 'stop') {
    (configured.exitCode === 0 ? process.stdout : process.stderr).write(configured.text);
    process.exitCode = configured.exitCode;
    return;
  }
  const { config } = configured;
  const log = pino({ level: config.logLevel, base: null }, pino.destination({ fd: 1, sync: true }));
  try {
    const operator = await startOperator(
      config,
      { store: directoryStore(config.jobs), cluster: null, authenticate: null },
      log,
    );
    // A second signal finds no handler and ends the process at once; what was acknowledged is on disk.
    const stop = (signal: NodeJS.Signals): void => {
      process.off('SIGTERM', stop).off('SIGINT', stop);
      log.info({ signal }, 'shutting down');
      void operator.close().then(() => log.info({}, 'ended'));
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
    log.info({ address: operator.address, jobs: config.jobs, state: config.state }, 'listening');
  } catch (error) {
    process.stderr.write(`bpfleet-operator: ${errorMessage(error)}\n`);
    process.exitCode = 1;
  }
}

await main();
