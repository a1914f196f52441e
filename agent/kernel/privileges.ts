import { existsSync, readFileSync } from 'node:fs';

/** include/uapi/linux/capability.h */
const CAP_SYS_ADMIN = 21n;
const CAP_PERFMON = 38n;
const CAP_BPF = 39n;

/** What this process lacks for tracing, as one sentence; null when it lacks nothing. `status`: /proc/self/status. */
export function missingPrivileges(status: string): string | null {
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  const has = (capability: bigint): boolean => ((effective >> capability) & 1n) === 1n;
  if (has(CAP_SYS_ADMIN) || (has(CAP_BPF) && has(CAP_PERFMON))) return null;
  return 'tracing needs root (or CAP_BPF and CAP_PERFMON): run it with sudo';
}

export function ownPrivileges(): string | null {
  if (!existsSync('/proc/self/status')) return 'tracing needs the proc filesystem: mount it at /proc';
  return missingPrivileges(readFileSync('/proc/self/status', 'utf8'));
}
