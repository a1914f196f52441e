/**
 * Pins of one incarnation: every map of the script and its globals, so that the counts outlive the process. Links and
 * programs are never pinned: a dead agent detaches.
 *
 * Needs: a folder on a bpffs. Gives: `<folder>/<incarnation>/<map>` pinned, listed, opened, removed.
 * Reports: the kernel's failures.
 */
import { mkdirSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@bpfleet/compiler';
import { native, type NativeMap, type NativeObject } from '@bpfleet/native';
import { invariant } from './invariant.ts';
import { type MapSource, mapSource } from './maps.ts';

const globalsPin = 'globals';

/** The maps of one script, from a loaded object or from pins; indexed as Manifest.maps. */
export interface ScriptMaps {
  readonly maps: readonly NativeMap[];
  readonly globals: NativeMap;
}

export function objectMaps(object: NativeObject, manifest: Manifest): ScriptMaps {
  return {
    maps: manifest.maps.map((plan) => object.map(plan.kernelName)),
    globals: object.map(manifest.names.globals),
  };
}

/** The script's maps as sources of tables, indexed as Manifest.maps. */
export function mapSources(script: ScriptMaps, manifest: Manifest): readonly MapSource[] {
  return manifest.maps.map((plan, index) => {
    const map = script.maps[index];
    invariant(map !== undefined, `${plan.schema.name} has no kernel map`);
    return mapSource(map, plan);
  });
}

export function closeMaps(script: ScriptMaps): void {
  for (const map of [...script.maps, script.globals]) map.close();
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
  for (const [index, map] of script.maps.entries()) map.pin(join(own, `m${index}`));
  script.globals.pin(join(own, globalsPin));
}

/** Null when the pins are not complete: their agent died before it attached anything. */
export function openPins(folder: string, incarnation: string, manifest: Manifest): ScriptMaps | null {
  const own = incarnationFolder(folder, incarnation);
  const there = new Set(listFolder(own));
  const names = manifest.maps.map((_, index) => `m${index}`);
  if (![...names, globalsPin].every((name) => there.has(name))) return null;
  return {
    maps: names.map((name) => native.openPinned(join(own, name))),
    globals: native.openPinned(join(own, globalsPin)),
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
