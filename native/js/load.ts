import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { NativeBinding } from './native.ts';

/** Where the addon is, seen from this file: in the source tree, from a bundle in dist/, beside a bundle. */
const CANDIDATES = ['../build/Release/bpfleet.node', '../native/build/Release/bpfleet.node', './bpfleet.node'];

let loaded: NativeBinding | null = null;

/** The addon itself, loaded at the first call: what never traces (a compile, an operator) never needs it. */
export function addon(): NativeBinding {
  loaded ??= load();
  return loaded;
}

function load(): NativeBinding {
  const paths = CANDIDATES.map((candidate) => fileURLToPath(new URL(candidate, import.meta.url)));
  const path = paths.find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw new Error(`the native addon is not built: run \`npm run setup\`; looked for\n  ${paths.join('\n  ')}`);
  }
  const require: (path: string) => unknown = createRequire(import.meta.url);
  // The one place where the compiler's word is taken for what C++ exports.
  return require(path) as NativeBinding;
}
