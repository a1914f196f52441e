/**
 * A process that traces with pins until it is killed: `node session-process.ts PINS STATE CGROUP SCRIPT`.
 * Says `attached` on standard output when it does, and then every line that the script prints.
 */
import { findCgroup } from '../kernel/cgroups.ts';
import { runScript } from './session.ts';

const [pinFolder = '', stateFolder = '', cgroup = '', script = ''] = process.argv.slice(2);
const running = runScript(script, {
  cgroup: findCgroup(cgroup),
  incarnation: `node-a.test-${process.pid}-1`,
  facts: '{"jobUid":"u-1"}',
  pinFolder,
  stateFolder,
});
await running.attached;
process.stdout.write('attached\n');
const end = await running.session.done;
process.stdout.write(`${end.kind}\n`);
