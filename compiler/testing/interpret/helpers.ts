/** The kernel's helpers, as far as lowered programs call them. */
import { unsigned } from '../../ir/evaluate.ts';
import type { Event, Machine } from './machine.ts';
import { type TaskLayout, taskLayout } from '../../5-lower/task.ts';
import { storedTarget } from '../target.ts';
import { encode, type Pointer, Region, type Word } from './memory.ts';

export interface Call {
  readonly machine: Machine;
  readonly event: Event;
  readonly args: readonly Word[];
  readonly callback: (fn: string, args: readonly Word[]) => bigint;
}

export function callHelper(helper: string, call: Call): Word {
  call.machine.interfere(helper);
  const run = helpers[helper];
  if (run === undefined) throw new Error(`the interpreter has no helper ${helper}`);
  return run(call);
}

const helpers: Readonly<Record<string, (call: Call) => Word>> = {
  get_current_pid_tgid: ({ event }) => (BigInt(event.pid) << 32n) | BigInt(event.tid),
  get_smp_processor_id: ({ event }) => BigInt(event.cpu),
  ktime_get_ns: ({ event }) => event.nsecs,
  ktime_get_boot_ns: ({ event }) => event.nsecs,
  ktime_get_tai_ns: ({ event }) => event.nsecs,
  get_current_ancestor_cgroup_id: ({ event, args }) => event.cgroups[Number(number(args[0]))] ?? 0n,
  get_current_task_btf: ({ event }) => ({ region: taskOf(event), offset: 0 }),
  get_current_comm: ({ event, args }) => {
    const size = Number(number(args[1]));
    write(pointer(args[0]), padded(Buffer.from(event.comm), size));
    return 0n;
  },
  probe_read_kernel: ({ args }) => {
    const size = Number(number(args[1]));
    write(pointer(args[0]), Uint8Array.from(read(pointer(args[2]), size)));
    return 0n;
  },
  probe_read_kernel_str: ({ args }) => {
    const [target, size, source] = [pointer(args[0]), Number(number(args[1])), pointer(args[2])];
    const rest = source.region.bytes.subarray(source.offset, source.offset + size);
    const nul = rest.indexOf(0);
    const length = nul === -1 ? Math.min(rest.length, size - 1) : nul;
    write(target, padded(rest.subarray(0, length), length + 1));
    return BigInt(length + 1);
  },
  map_lookup_elem: ({ machine, event, args }) => {
    const name = map(args[0]);
    const region = machine.lookUp(name, read(pointer(args[1]), machine.definition(name).keySize), event.cpu);
    return region === null ? 0n : { region, offset: 0 };
  },
  map_update_elem: ({ machine, event, args }) => {
    const name = map(args[0]);
    const { keySize, valueSize } = machine.definition(name);
    const [key, value] = [read(pointer(args[1]), keySize), read(pointer(args[2]), valueSize)];
    return unsigned(machine.update(name, Uint8Array.from(key), Uint8Array.from(value), number(args[3]), event.cpu));
  },
  map_delete_elem: ({ machine, args }) => {
    const name = map(args[0]);
    return unsigned(machine.delete(name, Uint8Array.from(read(pointer(args[1]), machine.definition(name).keySize))));
  },
  loop: ({ args, callback }) => {
    const [runs, fn, frame = 0n] = [number(args[0]), functionName(args[1]), args[2]];
    let done = 0n;
    for (let stop = 0n; done < runs && stop === 0n; done += 1n) stop = callback(fn, [done, frame]);
    return done;
  },
  ringbuf_reserve: ({ machine, args }) => {
    const name = map(args[0]);
    const room = machine.room.get(name) ?? Infinity;
    if (room <= 0) return 0n;
    machine.room.set(name, room - 1);
    return { region: new Region(name, Number(number(args[1])), true), offset: 0 };
  },
  ringbuf_submit: ({ machine, args }) => {
    const { region } = pointer(args[0]);
    machine.rings.get(region.name)?.push(Uint8Array.from(region.read(0, region.bytes.length)));
    return 0n;
  },
};

let layout: TaskLayout | null = null;

/** struct task_struct of the stored kernel, with what programs may look at. */
function taskOf({ pid, tid, comm }: Event): Region {
  layout ??= taskLayout(storedTarget());
  if (layout === null) throw new Error('the stored target has no task_struct');
  const task = new Region('task', 16_384, true);
  task.write(layout.tgid, encode(BigInt(pid), 32));
  task.write(layout.pid, encode(BigInt(tid), 32));
  task.write(layout.comm, padded(Buffer.from(comm), 16));
  return task;
}

function read({ region, offset }: Pointer, size: number): Uint8Array {
  return region.read(offset, size);
}

function write({ region, offset }: Pointer, data: Uint8Array): void {
  region.write(offset, data);
}

function padded(bytes: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(size);
  result.set(bytes.subarray(0, size - 1));
  return result;
}

function number(word: Word | undefined): bigint {
  if (typeof word !== 'bigint') throw new Error('a pointer where a number must be');
  return word;
}

function pointer(word: Word | undefined): Pointer {
  if (typeof word !== 'object' || !('region' in word)) throw new Error('no pointer where one must be');
  return word;
}

function functionName(word: Word | undefined): string {
  if (typeof word !== 'object' || !('fn' in word)) throw new Error('no function where one must be');
  return word.fn;
}

function map(word: Word | undefined): string {
  if (typeof word !== 'object' || !('map' in word)) throw new Error('no map where one must be');
  return word.map;
}
