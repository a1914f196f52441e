/**
 * The public entry of the native layer.
 *
 * Needs: the built addon (scripts/build-native.sh), and root or CAP_BPF, CAP_PERFMON and CAP_SYS_ADMIN.
 * Gives: `native`, the boundary of native.ts with its arguments checked.
 * Reports: what the kernel refuses as NativeError; wrong arguments as TypeError and RangeError.
 */
import { checkInteger, checkText, checkU64 } from './check.ts';
import { translate } from './errors.ts';
import { addon } from './load.ts';
import { CheckedMap } from './map.ts';
import type { NativeBinding } from './native.ts';
import { CheckedObject } from './object.ts';

export { NativeError } from './errors.ts';
export * from './native.ts';

const MAX_I32 = 0x7fff_ffff;
const MAX_POLL_MILLIS = 60_000;
/** Of a message, in bytes. */
const MAX_MESSAGE = 0x4000_0000;

/** The kernel allows letters, digits, `_` and `.` in names; the dot is libbpf's separator. */
const OBJECT_NAME = /^[A-Za-z0-9_]+$/;

export const native: NativeBinding = {
  libbpfVersion: () => addon().libbpfVersion(),

  possibleCpus: () => translate(() => addon().possibleCpus()),

  probeHelper(programType, helper) {
    checkInteger(programType, 0, MAX_I32, 'the program type');
    checkInteger(helper, 0, MAX_I32, 'the helper');
    return translate(() => addon().probeHelper(programType, helper));
  },

  probeProgramType(programType) {
    checkInteger(programType, 0, MAX_I32, 'the program type');
    return translate(() => addon().probeProgramType(programType));
  },

  probeUprobeMulti: () => translate(() => addon().probeUprobeMulti()),

  openTracefs: () => translate(() => addon().openTracefs()),

  mountBpffs(path) {
    checkText(path, 'the path');
    translate(() => addon().mountBpffs(path));
  },

  unmount(path) {
    checkText(path, 'the path');
    translate(() => addon().unmount(path));
  },

  filesystemType(path) {
    checkText(path, 'the path');
    return translate(() => addon().filesystemType(path));
  },

  tryLock(path) {
    checkText(path, 'the path');
    return translate(() => addon().tryLock(path));
  },

  clock(clock) {
    checkInteger(clock, 0, MAX_I32, 'the clock');
    return translate(() => addon().clock(clock));
  },

  errorText: (number) => addon().errorText(number),
  signalText: (number) => addon().signalText(number),

  holdChild(path, args) {
    checkText(path, 'the path');
    for (const arg of args) if (arg.includes('\0')) throw new RangeError('an argument must not hold a NUL');
    return translate(() => addon().holdChild(path, args));
  },

  childStatus(pid) {
    checkInteger(pid, 1, MAX_I32, 'the process id');
    return translate(() => addon().childStatus(pid));
  },

  waitForPrograms: () => translate(() => addon().waitForPrograms()),

  openObject(elf, name) {
    if (!(elf instanceof Uint8Array)) throw new TypeError('the ELF object must be a Uint8Array');
    if (!OBJECT_NAME.test(name)) throw new RangeError(`an object name has letters, digits and _ only, not '${name}'`);
    return new CheckedObject(translate(() => addon().openObject(elf, name)));
  },

  openPinned(path) {
    checkText(path, 'the path');
    return new CheckedMap(translate(() => addon().openPinned(path)));
  },

  openRings(data, control, pollMillis, maxQueued, onBatch) {
    checkInteger(pollMillis, 1, MAX_POLL_MILLIS, 'pollMillis');
    checkInteger(maxQueued, 1, MAX_I32, 'maxQueued');
    if (typeof onBatch !== 'function') throw new TypeError('onBatch must be a function');
    const [rawData, rawControl] = [CheckedMap.raw(data), CheckedMap.raw(control)];
    return translate(() => addon().openRings(rawData, rawControl, pollMillis, maxQueued, onBatch));
  },

  openInRoot(root, path, acrossMounts) {
    checkText(root, 'the root');
    checkText(path, 'the path');
    return translate(() => addon().openInRoot(root, path, acrossMounts));
  },

  openMapped(pid, start, end) {
    checkInteger(pid, 1, MAX_I32, 'pid');
    checkU64(start, 'the start');
    checkU64(end, 'the end');
    return translate(() => addon().openMapped(pid, start, end));
  },

  makeChannel: () => translate(() => addon().makeChannel()),

  sendMessage(channel, bytes, descriptors, patienceMillis) {
    checkInteger(channel, 0, MAX_I32, 'the channel');
    if (!(bytes instanceof Uint8Array)) throw new TypeError('the message must be a Uint8Array');
    for (const descriptor of descriptors) checkInteger(descriptor, 0, MAX_I32, 'the descriptor');
    checkPatience(patienceMillis);
    translate(() => addon().sendMessage(channel, bytes, descriptors, patienceMillis));
  },

  receiveMessage(channel, maxBytes, patienceMillis) {
    checkInteger(channel, 0, MAX_I32, 'the channel');
    checkInteger(maxBytes, 0, MAX_MESSAGE, 'maxBytes');
    checkPatience(patienceMillis);
    return translate(() => addon().receiveMessage(channel, maxBytes, patienceMillis));
  },

  enterSandbox(memory) {
    checkU64(memory, 'the memory');
    translate(() => addon().enterSandbox(memory));
  },

  demangle(name) {
    if (typeof name !== 'string') throw new TypeError('the name must be a string');
    return addon().demangle(name);
  },
};

function checkPatience(millis: number | null): void {
  if (millis !== null) checkInteger(millis, 0, MAX_I32, 'patienceMillis');
}
