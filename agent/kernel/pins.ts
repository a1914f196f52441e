/**
 * Pins of one incarnation: every map of the script and its globals, so that the counts outlive the process. Links and
 * programs are never pinned: a dead agent detaches.
 *
 * Needs: a folder on a bpffs. Gives: `<folder>/<incarnation>/<map>` pinned, listed, opened, removed.
 * Reports: the kernel's failures.
 */
import { mkdirSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest, MapPlan } from '@bpfleet/compiler';
import { native, type NativeMap, type NativeObject } from '@bpfleet/native';
import { invariant } from './invariant.ts';
import type { ScriptMaps } from './sources.ts';

const globalsPin = 'globals';

export function objectMaps(object: NativeObject, manifest: Manifest): ScriptMaps {
  return {
    maps: manifest.maps.map((plan) => kernelNames(plan).map((name) => object.map(name))),
    stacks: manifest.stacks.map(({ ids, overflow }) => ({ ids: object.map(ids), overflow: object.map(overflow) })),
    globals: object.map(manifest.names.globals),
  };
}

/** Of the kernel maps that hold a script map's contents besides the globals. */
function kernelNames({ type, kernelName, twin, short }: MapPlan): readonly string[] {
  if (type === 'cell' || type === 'percpu_cell') return [];
  return [kernelName, ...[twin, short].flatMap((other) => (other === null ? [] : [other.kernelName]))];
}

export function closeMaps(script: ScriptMaps): void {
  for (const map of [...script.maps.flat(), ...stackMaps(script), script.globals]) map.close();
}

function stackMaps({ stacks }: ScriptMaps): readonly NativeMap[] {
  return stacks.flatMap(({ ids, overflow }) => [ids, overflow]);
}

/** bpffs refuses dots (kernel/bpf/inode.c: bpf_lookup); incarnations contain no underscore. */
function incarnationFolder(folder: string, incarnation: string): string {
  invariant(
    /^[A-Za-z0-9.-]+$/.test(incarnation) && !/^\.+$/.test(incarnation),
    `incarnation ${JSON.stringify(incarnation)} is no folder name`,
  );
  return join(folder, incarnation.replaceAll('.', '_'));
}

export function pinMaps(folder: string, incarnation: string, script: ScriptMaps): void {
  const own = incarnationFolder(folder, incarnation);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  for (const map of [...script.maps.flat(), ...stackMaps(script)]) map.pin(join(own, map.info().name));
  script.globals.pin(join(own, globalsPin));
}

/** Null when the pins are not complete: their agent died before it attached anything. */
export function openPins(folder: string, incarnation: string, manifest: Manifest): ScriptMaps | null {
  const own = incarnationFolder(folder, incarnation);
  const there = new Set(listFolder(own));
  const names = manifest.maps.map(kernelNames);
  const stackNames = manifest.stacks.flatMap(({ ids, overflow }) => [ids, overflow]);
  if (![...names.flat(), ...stackNames, globalsPin].every((name) => there.has(name))) return null;
  const open = (name: string): NativeMap => native.openPinned(join(own, name));
  return {
    maps: names.map((each) => each.map(open)),
    stacks: manifest.stacks.map(({ ids, overflow }) => ({ ids: open(ids), overflow: open(overflow) })),
    globals: open(globalsPin),
  };
}

/** Idempotent. */
export function removePins(folder: string, incarnation: string): void {
  const own = incarnationFolder(folder, incarnation);
  for (const name of listFolder(own)) unlinkSync(join(own, name));
  try {
    rmdirSync(own);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
