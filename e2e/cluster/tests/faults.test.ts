/** Every fault of the table on the real cluster, one after the other; the table with what came of each is docs/faults.md. */
import { test } from 'node:test';
import { badInput } from './faults/bad-input.ts';
import { Bench } from './faults/bench.ts';
import { crashes } from './faults/crashes.ts';
import { wholeAgain } from './faults/parts.ts';
import { type Came, writeReport } from './faults/report.ts';
import type { Fault } from './faults/rows.ts';
import { fromOutside } from './faults/strangers.ts';
import { installedCluster } from './installed.ts';

const faults: readonly Fault[] = [...badInput, ...fromOutside, ...crashes];
const done: Came[] = [];

for (const fault of faults) {
  test(fault.fault, async (context) => {
    const at = await installedCluster();
    const { cluster } = at;
    if (cluster === null) return context.skip('only a cluster of ours may be broken');
    await wholeAgain(at.kubectl);
    const bench = await Bench.prepare(context, at, cluster, fault.id);
    const came = await fault.bring(bench);
    await bench.detached();
    done.push({ fault, came });
    context.diagnostic(came);
    if (done.length === faults.length) writeReport(done);
  });
}
