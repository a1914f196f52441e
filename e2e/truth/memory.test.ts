/** What is planned for maps is what this kernel takes for them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compile } from '@bpfleet/compiler';
import { runScript, sessionOptions, stopped, testTarget } from '../../agent/testing/session.ts';

const script = `tracepoint:syscalls:sys_enter_getpgid {
  @c[args.pid] = count(); @h[args.pid] = hist(args.pid); @last[comm] = comm; @l[comm, pid] = lhist(args.pid, 0, 50, 1);
}`;
const size = ['key_size', 'value_size', 'max_entries'] as const;

/** `key size, value size, entries` → bytes, of the maps of which this process has a descriptor. */
function takenByKernel(): ReadonlyMap<string, number> {
  const taken = new Map<string, number>();
  for (const descriptor of readdirSync('/proc/self/fdinfo')) {
    let text = '';
    try {
      text = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8');
    } catch {
      continue; // that of the folder itself is closed by now
    }
    const fields = new Map(text.split('\n').map((line) => line.split(':\t') as [string, string]));
    const bytes = fields.get('memlock');
    if (fields.has('map_type') && bytes !== undefined)
      taken.set(size.map((name) => fields.get(name)).join(), Number(bytes));
  }
  return taken;
}

for (const keys of [1, 4096, 20_000]) {
  test(`planned memory of maps with ${keys} keys is what the kernel says`, async () => {
    const options = { cgroup: null, limits: { maxMapKeys: keys } };
    const { source, policy } = sessionOptions(script, options);
    const { output } = compile(source, testTarget(), policy);
    assert.ok(output !== null);
    const running = runScript(script, options);
    await running.attached;
    const taken = takenByKernel();
    await stopped(running);
    running.session.release();
    for (const { schema, keySize, valueSize, maxEntries, memoryBytes } of output.manifest.maps) {
      const bytes = taken.get([keySize, valueSize, maxEntries].join()) ?? 0;
      // The kernel keeps a little more beside the elements: the map itself, and its lists of free ones.
      const difference = bytes - memoryBytes;
      assert.ok(difference >= 0 && difference < 8192, `${schema.name}: planned ${memoryBytes}, taken ${bytes}`);
    }
  });
}
