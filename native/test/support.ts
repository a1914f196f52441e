/** What the tests of the native layer share: the workload object, its workload, and a bpffs to pin on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { native, type NativeMap, type NativeObject } from '../js/index.ts';

/** An object of testdata/, opened but not loaded; closed when the test ends. */
export function openTestObject(t: TestContext, file: 'workload' | 'rejected'): NativeObject {
  const elf = readFileSync(new URL(`testdata/${file}.bpf.o`, import.meta.url));
  const object = native.openObject(elf, file);
  t.after(() => object.close());
  return object;
}

/** The workload object, loaded, watching this process. */
export function loadWorkload(t: TestContext): NativeObject {
  const object = openTestObject(t, 'workload');
  object.load();
  watch(object, process.pid);
  return object;
}

export function watch(object: NativeObject, pid: number): void {
  object.map('targets').update(u32(pid), u32(1), 0);
}

export function attachToUmask(object: NativeObject, program: string): void {
  object.attachTracepoint(program, tracepointId('syscalls', 'sys_enter_umask'));
}

function tracepointId(category: string, name: string): number {
  const tracefs = native.openTracefs();
  try {
    return Number(readFileSync(`/proc/self/fd/${tracefs}/events/${category}/${name}/id`, 'utf8'));
  } finally {
    closeSync(tracefs);
  }
}

/** Calls umask(2) once with each mask of from .. to - 1, then once more to restore it, with RESTORE_BIT. */
export function callUmask(from: number, to: number): void {
  const before = process.umask(from);
  for (let mask = from + 1; mask < to; mask += 1) process.umask(mask);
  process.umask((RESTORE_BIT | before) >>> 0);
}

/** The kernel ignores it; tests tell by it the restoring call from theirs. */
export const RESTORE_BIT = 0x8000_0000;

export interface UmaskProcess {
  readonly pid: number;
  /** Resolves when the process has called umask(2) with each mask of from .. to - 1. */
  call(from: number, to: number): Promise<void>;
}

/** Another process that calls umask(2) on demand; killed when the test ends. */
export function startUmaskProcess(t: TestContext): UmaskProcess {
  const script = `
    process.stdin.setEncoding('utf8').on('data', (line) => {
      const [from, to] = line.split(' ').map(Number);
      for (let mask = from; mask < to; mask += 1) process.umask(mask);
      console.log('done');
    });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  t.after(() => kill(child));
  if (child.pid === undefined) throw new Error('cannot start the umask process');
  return {
    pid: child.pid,
    async call(from, to) {
      child.stdin.write(`${from} ${to}\n`);
      await answers.next();
    },
  };
}

/** Kills the process and waits until it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** A bpffs on a new folder; unmounted and removed when the test ends. */
export function mountTestBpffs(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'bpfleet-native-'));
  native.mountBpffs(path);
  t.after(() => {
    native.unmount(path);
    rmdirSync(path);
  });
  return path;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

/** Indices of the `totals` map, as in workload.bpf.c. */
export const Total = { runs: 0, lostData: 1, lostControl: 2, samples: 3 } as const;

export function total(object: NativeObject, index: number): number {
  const value = object.map('totals').lookup(u32(index));
  if (value === null) throw new Error(`totals has no index ${index}`);
  return Number(value.readBigUInt64LE());
}

/** A map with 8-byte keys and values of 8-byte lanes. */
export function readLanes(map: NativeMap, fold: Uint8Array | null): Map<bigint, bigint[]> {
  const { count, keySize, valueSize, keys, values } = map.read(fold);
  const entries = new Map<bigint, bigint[]>();
  for (let i = 0; i < count; i += 1) {
    const lanes: bigint[] = [];
    for (let at = 0; at < valueSize; at += 8) lanes.push(values.readBigUInt64LE(i * valueSize + at));
    const key = keys.readBigUInt64LE(i * keySize);
    if (entries.has(key)) throw new Error(`the key ${key} came twice`);
    entries.set(key, lanes);
  }
  return entries;
}
