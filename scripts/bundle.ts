/**
 * Bundles the three programs, and the agent's reader of symbols, into dist/, one file each.
 * Needs: node_modules. Gives: dist/{bpfleet,agent,operator,symbols}.js with source maps. Reports: esbuild's messages.
 *
 * Always builds (0.2 s) and writes only what changed, by rename: a program that starts meanwhile never reads half a file.
 * The native addon is no part of a bundle: native/js finds it from the repository's root, see findAddon there.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, type OutputFile } from 'esbuild';

const root = join(import.meta.dirname, '..');

const programs: Readonly<Record<string, string>> = {
  bpfleet: 'agent/local/main.ts',
  agent: 'agent/main.ts',
  operator: 'operator/main.ts',
  'kubectl-bpfleet': 'cli/main.ts',
  symbols: 'agent/symbols/worker/main.ts',
};

// CommonJS packages inside an ES module still call require() for Node's own modules.
const banner = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;

/** Writes the file unless it already holds these bytes; whether it did. */
function writeIfChanged(file: OutputFile): boolean {
  const old = readIfThere(file.path);
  if (old !== null && old.equals(file.contents)) return false;
  mkdirSync(dirname(file.path), { recursive: true });
  const temporary = `${file.path}.${process.pid}.tmp`;
  writeFileSync(temporary, file.contents);
  renameSync(temporary, file.path);
  return true;
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

const result = await build({
  absWorkingDir: root,
  entryPoints: programs,
  outdir: join(root, 'dist'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  banner: { js: banner },
  external: ['*.node'],
  sourcemap: 'linked',
  write: false,
  logLevel: 'warning',
}).catch((): never => process.exit(1)); // esbuild has printed what is wrong and where

const written = result.outputFiles.filter(writeIfChanged).filter((file) => file.path.endsWith('.js'));
for (const file of written) {
  process.stderr.write(`setup: built ${relative(root, file.path)} (${Math.round(file.contents.length / 1024)} kB)\n`);
}
