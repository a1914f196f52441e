/** A part of the kernel that not every kernel has. */
const features = [
  'kprobe',
  'kprobe-multi',
  'kprobe-session',
  'fentry',
  'iterator',
  'uprobe',
  'uprobe-multi',
  'pmu',
  /** Tracepoints of x86's interrupt vectors. */
  'irq-vectors',
  /** Registers by x86-64's names. */
  'x86-registers',
] as const;
export type Feature = (typeof features)[number];

export function isFeature(name: string): name is Feature {
  return (features as readonly string[]).includes(name);
}
