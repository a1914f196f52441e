/**
 * `npm run targets [KERNEL…]`: dumps the Target of these kernels, or all, into compiler/testdata/targets.
 *
 * Needs: what boot.ts needs. Gives: linux-VERSION-ARCH.target, packed as small as it gets. Reports: throws VmFailure.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { runInVm, VmFailure } from './boot.ts';
import { checkout } from './cache.ts';
import { storedTargetName, vmKernels } from './kernels.ts';

const wanted = process.argv.slice(2);
for (const kernel of vmKernels.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const out = mkdtempSync(path.join(tmpdir(), 'bpfleet-target-'));
  try {
    const command = 'bin/bpfleet target dump /out/target';
    const run = { kernel, command, environment: {}, limitMs: 600_000, cpus: 1, memoryMib: 3072, out };
    if ((await runInVm(run)) !== 0) throw new VmFailure(`kernel ${kernel.name}: it could not be dumped`);
    const bytes = brotliDecompressSync(readFileSync(path.join(out, 'target')));
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    const file = path.join(checkout, 'compiler/testdata/targets', `${storedTargetName(kernel)}.target`);
    writeFileSync(file, brotliCompressSync(bytes, { params }));
    process.stdout.write(`${path.relative(checkout, file)}\n`);
  } finally {
    rmSync(out, { recursive: true });
  }
}
