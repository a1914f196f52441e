/** Scripts compiled for this kernel and loaded into it, without an agent around them. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { native, type NativeObject } from '@bpfleet/native';
import {
  compile,
  type Manifest,
  parseTracepointFormat,
  type Policy,
  type Target,
  type TracepointFormat,
} from '../../compiler/index.ts';
import { storedTarget } from '../../compiler/testing/target.ts';

export interface Loaded extends Disposable {
  readonly object: NativeObject;
  readonly manifest: Manifest;
}

const tracefs = native.openTracefs();

/** The stored Target, with this kernel's own formats and CPUs. */
export const target: Target = {
  ...storedTarget(),
  possibleCpus: native.possibleCpus(),
  tracepoints: { names: () => storedTarget().tracepoints.names(), format: readFormat },
};

function readFormat(category: string, name: string): TracepointFormat | null {
  const file = `/proc/self/fd/${tracefs}/events/${category}/${name}/format`;
  return existsSync(file) ? parseTracepointFormat(category, readFileSync(file, 'utf8')) : null;
}

/** Loads an object; the caller closes it. */
export function loadElf(elf: Uint8Array): NativeObject {
  const object = native.openObject(elf, 'corpus');
  try {
    object.load();
    return object;
  } catch (error) {
    object.close();
    const log = error instanceof Error && 'log' in error ? String(error.log) : '';
    throw new Error(`${String(error)}\n${log}`, { cause: error });
  }
}

/** Throws what the compiler or the kernel has against it. */
export function loadScript(script: string, policy: Policy): Loaded {
  const { output, diagnostics } = compile({ name: 'test.bt', text: script }, target, policy);
  assert.ok(output !== null, diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  const object = loadElf(output.elf);
  return { object, manifest: output.manifest, [Symbol.dispose]: () => object.close() };
}

/** The kernel's value of a map's element; null when there is none. */
export function valueOf(
  { object, manifest }: Pick<Loaded, 'object' | 'manifest'>,
  name: string,
  key = new Uint8Array(4),
): Buffer | null {
  const plan = manifest.maps.find(({ schema }) => schema.name === name);
  const map = object.map(plan?.kernelName ?? name);
  const value = map.lookup(key);
  map.close();
  // A keyless map is a cell of the globals.
  // Of one for each CPU this is that of the first.
  const isCell = plan?.type === 'cell' || plan?.type === 'percpu_cell';
  return isCell ? (value?.subarray(plan.cellOffset, plan.cellOffset + plan.valueSize) ?? null) : value;
}
