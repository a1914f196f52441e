/**
 * Bundles the programs, the agent's reader of symbols and the operator's thread for results into dist/, one file each.
 * Needs: node_modules. Gives: dist/*.js and dist/bpfleet.cjs with source maps, dist/compiled. Reports: esbuild's messages.
 *
 * Always builds (0.2 s) and writes only what changed, by rename: a program that starts meanwhile never reads half a file.
 * The native addon is no part of a bundle: native/js finds it from the repository's root, see findAddon there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, type BuildOptions, type OutputFile, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');

const modules: Readonly<Record<string, string>> = {
  agent: 'agent/main.ts',
  operator: 'operator/main.ts',
  'kubectl-bpfleet': 'cli/main.ts',
  symbols: 'agent/symbols/worker/main.ts',
  conclusions: 'operator/result/worker.ts',
};
/** Started again and again by hand: CommonJS starts sooner, and V8's work is kept. */
const commands: Readonly<Record<string, string>> = { bpfleet: 'agent/local/main.ts' };
/** What a Node of the launcher finds there it need not compile; it checks version and source itself. */
const compiled = join(root, 'dist/compiled');
/** What most runs go through: events of several kinds, a map, text. */
const usual =
  'tracepoint:sched:sched_* { @[probe, comm] = count(); } interval:ms:1 { printf("%s %d\\n", comm, pid); exit(); }';

// CommonJS packages inside an ES module still call require() for Node's own modules.
const moduleBanner = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;
const commandBanner = `const __url = require('node:url').pathToFileURL(__filename).href;`;

/** Modules of Node that take milliseconds to load; of their classes none is used. */
const slowToLoad = /^node:(child_process|crypto|zlib)$/;

/** They are loaded when something of theirs is first used. */
const loadedLater: Plugin = {
  name: 'loaded-later',
  setup(esbuild) {
    esbuild.onResolve({ filter: slowToLoad }, ({ path, namespace }) =>
      namespace === 'later' ? { path, external: true } : { path, namespace: 'later', sideEffects: false },
    );
    esbuild.onLoad({ filter: /./, namespace: 'later' }, ({ path }) => {
      const call = (name: string): string => `(...all) => require('${path}').${name}(...all)`;
      const look = (name: string): string => `new Proxy({}, { get: (_, key) => require('${path}').${name}[key] })`;
      const exports = Object.entries(process.getBuiltinModule(path) ?? {})
        .filter(([name]) => /^[a-z]/.test(name))
        .map(([name, value]) => `export const ${name} = ${typeof value === 'function' ? call(name) : look(name)};`);
      return { contents: exports.join('\n') };
    });
  },
};

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

const shared: BuildOptions = {
  absWorkingDir: root,
  outdir: join(root, 'dist'),
  bundle: true,
  platform: 'node',
  target: 'node24',
  external: ['*.node'],
  // An agent is on every node for ever, and a bundle stays in memory as long as its program runs.
  minifyWhitespace: true,
  sourcemap: 'linked',
  logLevel: 'warning',
};

async function built(options: BuildOptions): Promise<readonly OutputFile[]> {
  // esbuild has printed what is wrong and where
  const result = await build({ ...shared, ...options, write: false }).catch((): never => process.exit(1));
  return result.outputFiles;
}

/** Runs the command once, which leaves in its cache what Node compiled. Where it may not trace here, its first user's run does. */
function warmUp(): void {
  rmSync(compiled, { recursive: true, force: true });
  const { status } = spawnSync(join(root, 'bin/bpfleet'), ['-q', '-e', usual], { stdio: 'ignore', timeout: 60_000 });
  if (status !== 0) rmSync(compiled, { recursive: true, force: true });
}

const asModules = built({ entryPoints: modules, format: 'esm', banner: { js: moduleBanner } });
const asCommands = built({
  entryPoints: commands,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: { 'import.meta.url': '__url' },
  banner: { js: commandBanner },
  plugins: [loadedLater],
  // Names stay, for the stack of a bug.
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 160,
});
const files = [...(await asModules), ...(await asCommands)];
const written = files.filter(writeIfChanged).filter((file) => !file.path.endsWith('.map'));
for (const file of written) {
  process.stderr.write(`setup: built ${relative(root, file.path)} (${Math.round(file.contents.length / 1024)} kB)\n`);
}
if (written.some(({ path }) => path.endsWith('.cjs')) || !existsSync(compiled)) warmUp();
