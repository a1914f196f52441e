/** Signals by name, as signal() takes them. Numbers of include/uapi/asm-generic/signal.h, which x86 and arm64 share. */
const names =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS';

export const signalNumbers: ReadonlyMap<string, number> = new Map([
  ...names.split(' ').map((name, index): [string, number] => [name, index + 1]),
  ['IOT', 6],
  ['POLL', 29],
]);

export const lastSignal = 64;

/** By `KILL` or `SIGKILL`; null for no such signal. */
export function signalNumber(name: string): number | null {
  return signalNumbers.get(name.replace(/^SIG/, '')) ?? null;
}
