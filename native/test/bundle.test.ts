import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TestContext, test } from 'node:test';
import { build } from 'esbuild';

const NATIVE = fileURLToPath(new URL('..', import.meta.url));

/** Bundles a script that uses the library into dist/bundle.js of a new folder; gives the folder. */
async function bundle(t: TestContext): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bpfleet-native-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await build({
    stdin: {
      contents: `import { native } from './js/index.ts'; console.log(native.libbpfVersion());`,
      resolveDir: NATIVE,
    },
    outfile: join(folder, 'dist/bundle.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return folder;
}

const run = (folder: string): string =>
  execFileSync(process.execPath, [join(folder, 'dist/bundle.mjs')], { encoding: 'utf8', stdio: 'pipe' });

test('a bundle in dist/ finds the addon in native/ beside dist/', async (t) => {
  const folder = await bundle(t);
  symlinkSync(NATIVE, join(folder, 'native'));
  assert.match(run(folder), /^v1\.7/);
});

test('a bundle finds the addon in its own folder', async (t) => {
  const folder = await bundle(t);
  symlinkSync(join(NATIVE, 'build/Release/bpfleet.node'), join(folder, 'dist/bpfleet.node'));
  assert.match(run(folder), /^v1\.7/);
});

test('without an addon the error says where it was looked for and what to do', async (t) => {
  const folder = await bundle(t);
  assert.throws(() => run(folder), /the native addon is not built: run `npm run setup`[^]*dist\/bpfleet\.node/);
});
