/**
 * Names that this machine knows for numbers that a script has seen: users, times of day, cgroups, errors, signals, system
 * calls.
 *
 * Needs: what the number is. Gives: its name, as bpftrace writes it, also for a number that has none. Reports: nothing.
 */
import { readFileSync } from 'node:fs';
import { type NameSource, syscallNames } from '@bpfleet/compiler';
import { strftime } from '@bpfleet/results';
import { sinceEpoch } from '../kernel/clocks.ts';
import { errorText, signalText } from '../kernel/texts.ts';
import { cgroupPaths } from './cgroup-paths.ts';

type SystemSource = Exclude<NameSource, { readonly of: 'container' }>;

const syscalls = syscallNames(process.arch === 'arm64' ? 'arm64' : 'x86_64');

export function systemName(source: SystemSource, value: bigint): string {
  switch (source.of) {
    case 'time':
      return strftime(source.format, BigInt.asIntN(64, value) + sinceEpoch(source.clock)) || '(?)';
    case 'user':
      return userName(value);
    case 'cgroup':
      return cgroupPaths(value, source.hierarchy);
    case 'errno':
      return errorText(Number(BigInt.asIntN(32, value))) ?? 'Unknown error';
    case 'signal':
      return signalName(Number(BigInt.asIntN(32, value)));
    case 'stack':
    case 'ksym':
    case 'usym':
      // Only the trace knows its addresses: traced-names.ts.
      return `0x${value.toString(16)}`;
    case 'syscall':
      return syscalls.get(Number(BigInt.asIntN(32, value))) ?? 'Unknown syscall';
  }
}

/** Of the C library's 0 to 64; 32 and 33 are the library's own, those behind them have no names. */
function signalName(number: number): string {
  const realTime = 34;
  if (number >= realTime && number <= 64) return `Real-time signal ${number - realTime}`;
  if (number === 0 || number === 32 || number === 33) return `Unknown signal ${number}`;
  return signalText(number) ?? 'N/A';
}

let users: ReadonlyMap<string, string> | null = null;

/** From /etc/passwd, as bpftrace does; empty for a user that is not there. */
function userName(id: bigint): string {
  users ??= readUsers();
  return users.get(BigInt.asUintN(32, id).toString()) ?? '';
}

function readUsers(): ReadonlyMap<string, string> {
  try {
    const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
    // The first of several names of one id.
    return new Map(
      lines
        .map((line) => line.split(':'))
        .toReversed()
        .map(([name = '', , id = '']) => [id, name]),
    );
  } catch {
    return new Map();
  }
}
