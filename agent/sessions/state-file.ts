/**
 * What a successor must know of an incarnation whose agent died: bpffs holds no files, so it lies in an ordinary folder,
 * one JSON file per incarnation. Written before anything is attached, and again when tracing has ended.
 *
 * Needs: the folder. Gives: files that are there in full or not at all, after a crash too. Reports: the file system's errors.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@bpfleet/compiler';
import { deserialise, serialise } from '@bpfleet/proto/bigint-json';
import { errorMessage } from '@bpfleet/proto/error-message';
import type { StopReason } from './session.ts';

/** Raised whenever the manifest or this type changes its meaning: an agent reads only what it would have written. */
const version = 4;

export interface IncarnationState {
  readonly incarnation: string;
  readonly facts: string | null;
  readonly manifest: Manifest;
  readonly attachedNs: bigint;
  /** Pins live as long as the boot they were made in. */
  readonly bootId: string;
  /** Null while it traces. */
  readonly ended: { readonly reason: StopReason; readonly exitCode: number; readonly detachedNs: bigint } | null;
}

/** Of the running kernel (random(4)). */
export function currentBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

const suffix = '.json';
const fileOf = (folder: string, incarnation: string): string => join(folder, `${incarnation}${suffix}`);

/** Durable when it returns. */
export function writeState(folder: string, state: IncarnationState): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = fileOf(folder, state.incarnation);
  const temporary = `${path}.new`;
  writeDurably(temporary, serialise({ version, state }));
  renameSync(temporary, path);
  syncFolder(folder);
}

/** Says that the incarnation is alive: the file's time of change is the last moment known to be traced. */
export function touchState(folder: string, incarnation: string): void {
  const now = new Date();
  utimesSync(fileOf(folder, incarnation), now, now);
}

export function removeState(folder: string, incarnation: string): void {
  rmSync(fileOf(folder, incarnation), { force: true });
  rmSync(`${fileOf(folder, incarnation)}.new`, { force: true });
}

export interface FoundState {
  readonly state: IncarnationState;
  readonly touchedNs: bigint;
}

/** Every incarnation that left a file; one that cannot be read is given as the reason why, and stays where it is. */
export function readStates(folder: string): readonly (FoundState | { readonly unreadable: string })[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const names = readdirSync(folder).filter((name) => name.endsWith(suffix));
  return names.map((name) => readState(join(folder, name)));
}

function readState(path: string): FoundState | { readonly unreadable: string } {
  try {
    const content = deserialise(readFileSync(path, 'utf8')) as {
      readonly version?: unknown;
      readonly state: IncarnationState;
    };
    if (content.version !== version) return { unreadable: `${path} was written by another version of bpfleet` };
    return { state: content.state, touchedNs: statSync(path, { bigint: true }).mtimeNs };
  } catch (error) {
    return { unreadable: `${path}: ${errorMessage(error)}` };
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
