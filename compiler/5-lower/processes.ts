/**
 * Processes whose addresses are kept: user space hears of each when it is seen first, while it lives, to know its names later.
 *
 * Needs: nothing.
 * Gives: a control record for a process that is seen for the first time.
 * Reports: nothing. Of very many the one that was quiet for longest is forgotten, and told of again when it comes back: on a node where
 * processes come and go for days, the newest ones have names too.
 */
import type { MapDefinition } from '../ir/ir.ts';
import type { ProgramContext } from './context.ts';
import { lowerProcessSeen } from './control.ts';

export const processesMap: MapDefinition = {
  name: 'processes',
  type: 'lru_hash',
  keySize: 8,
  valueSize: 8,
  maxEntries: 8192,
  flags: 0,
};

/** BPF_NOEXIST. */
const noExist = 1n;

export function noteProcess(context: ProgramContext): void {
  const { builder } = context;
  context.module.usesProcesses = true;
  const key = builder.beginSlot(8);
  const pid = builder.binary('lshr', builder.call('get_current_pid_tgid', []), 32n);
  builder.store(builder.slotAddress(key), 0, pid);
  const known = builder.call(
    'map_lookup_elem',
    [builder.mapHandle(processesMap.name), builder.slotAddress(key)],
    'pointer',
  );
  const [fresh, added, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  builder.branch('ne', known, 0n, done, fresh);
  builder.start(fresh);
  const address = builder.slotAddress(key);
  const error = builder.call('map_update_elem', [builder.mapHandle(processesMap.name), address, address, noExist]);
  builder.branch('eq', error, 0n, added, done);
  builder.start(added);
  lowerProcessSeen(context, pid);
  builder.jump(done);
  builder.start(done);
  builder.endSlot(key);
}
