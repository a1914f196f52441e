/** Builtins that are one number of the current task, CPU or clock, or known before the script runs. */
export type NumberName = 'uid' | 'gid' | 'elapsed' | 'rand' | 'cgroup' | 'numaid' | 'jiffies';
/** Constants of one compilation. */
export type ConstantName = 'ncpus' | 'cpid' | 'has_cpid' | 'probetype' | 'usermode' | 'default_str_length' | 'config';

/** Read from the structs of the kernel. */
export type TaskWalkName = 'ppid' | 'pcomm' | 'leader_tid' | 'leader_comm';

interface NumberSpec {
  /** Bytes; all are unsigned. */
  readonly size: 4 | 8;
  /** Whether the number means something on its node only. */
  readonly nodeLocal: boolean;
  readonly doc: string;
}

export const numberSpecs: Readonly<Record<NumberName, NumberSpec>> = {
  uid: { size: 8, nodeLocal: false, doc: 'user id of the current task' },
  gid: { size: 8, nodeLocal: false, doc: 'group id of the current task' },
  elapsed: { size: 8, nodeLocal: false, doc: 'nanoseconds since the script began' },
  rand: { size: 4, nodeLocal: false, doc: 'a random number of 32 bits' },
  cgroup: { size: 8, nodeLocal: true, doc: 'cgroup v2 id of the current task' },
  numaid: { size: 4, nodeLocal: false, doc: 'number of the current NUMA node' },
  jiffies: { size: 8, nodeLocal: false, doc: 'timer ticks since boot' },
};

export const taskWalkDocs: Readonly<Record<TaskWalkName, string>> = {
  ppid: 'process id of the parent of the current task',
  pcomm: 'name of the parent of the current task',
  leader_tid: 'thread id of the first thread of the current process',
  leader_comm: 'name of the first thread of the current process',
};

export const constantDocs: Readonly<Record<ConstantName, string>> = {
  ncpus: 'number of CPUs that may ever come online',
  cpid: 'process id of the command that -c runs',
  probetype: 'provider of the attach point that fired',
  has_cpid: 'true when there is no such command: as bpftrace has it',
  default_str_length: 'what str() copies at most where no length is given',
  config: 'all settings: config().max_map_keys',
  usermode: '1 where user code was interrupted, else 0',
};

/** `nsecs` by another clock than the default. */
export type ClockName = 'nsecs(monotonic)' | 'nsecs(tai)';

/** The words that nsecs() takes, with what each reads: `boot` is the default, and the kernel's TAI clock serves both TAI modes. */
export const clocks: ReadonlyMap<string, ClockName | 'nsecs'> = new Map([
  ['boot', 'nsecs'],
  ['monotonic', 'nsecs(monotonic)'],
  ['tai', 'nsecs(tai)'],
  ['sw_tai', 'nsecs(tai)'],
]);

/** The words that pid() and tid() take: which PID namespace numbers the task. */
export const pidNamespaces: readonly string[] = ['curr_ns', 'init'];
