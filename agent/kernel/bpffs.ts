/** A bpffs for pins, and the lock that says whose they are. */
import { mkdirSync } from 'node:fs';
import { native } from '@bpfleet/native';

const BPF_FS_MAGIC = 0xcafe4a11;

/** Makes the folder, and mounts a bpffs there unless it is on one already. Whether it mounted. */
export function ensureBpffs(folder: string): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (isBpffs(folder)) return false;
  native.mountBpffs(folder);
  return true;
}

/** Whether the folder, which must exist, is on a bpffs. */
export function isBpffs(folder: string): boolean {
  // statfs gives a signed word on some architectures.
  return native.filesystemType(folder) >>> 0 === BPF_FS_MAGIC;
}

/** Undoes ensureBpffs's mount; the pins in it are gone with it. */
export function unmountBpffs(folder: string): void {
  native.unmount(folder);
}

/** Takes the lock for as long as this process lives; false when another living process holds it. */
export function tryLock(path: string): boolean {
  return native.tryLock(path) !== -1;
}
