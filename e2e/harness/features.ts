/**
 * What a test needs of the kernel, by name, so that a skip says what is missing.
 *
 * On a kernel that is known to have the feature (e2e/vm/kernels.ts) a skip is a failure.
 */
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { findKernel } from '../vm/kernels.ts';
import type { Feature } from './feature.ts';

const pmu = '/sys/bus/event_source/devices';

/** How each is seen, without the code under test: by what the kernel exports. */
const seen: Readonly<Record<Feature, () => boolean>> = {
  kprobe: () => existsSync(`${pmu}/kprobe`),
  'kprobe-multi': () => hasSymbol('bpf_kprobe_multi_link_attach') && hasFunctionTracer(),
  'kprobe-session': () => hasSymbol('bpf_session_is_return') && hasFunctionTracer(),
  fentry: () => hasSymbol('register_ftrace_direct') && hasFunctionTracer(),
  iterator: () => hasSymbol('bpf_iter_reg_target'),
  uprobe: () => existsSync(`${pmu}/uprobe`),
  'uprobe-multi': () => hasSymbol('bpf_uprobe_multi_link_attach'),
  pmu: () => existsSync(`${pmu}/cpu`),
  'x86-registers': () => process.arch === 'x64',
  'irq-vectors': () => hasSymbol('__traceiter_irq_work_entry'),
};

/** Whether the test may go on; otherwise it is skipped with the reason, or failed where the kernel should have it. */
export function needs(test: TestContext, ...features: readonly Feature[]): boolean {
  const missing = features.filter((feature) => !seen[feature]());
  if (missing.length === 0) return true;
  const name = process.env['BPFLEET_VM_KERNEL'];
  const expected = name === undefined ? [] : (findKernel(name)?.features ?? []);
  const wrong = missing.filter((feature) => expected.includes(feature));
  if (wrong.length > 0)
    throw new Error(`kernel ${name} should have ${wrong.join(', ')}, and this test does not find it`);
  test.skip(`this kernel has no ${missing.join(', ')}`);
  return false;
}

let symbols: string | null = null;

function hasSymbol(name: string): boolean {
  symbols ??= readFileSync('/proc/kallsyms', 'utf8');
  return symbols.includes(` ${name}\n`) || symbols.includes(` ${name}\t`);
}

/** Lockdown takes the function tracer's list away, and with it whatever attaches to functions: opening it is not permitted then. */
function hasFunctionTracer(): boolean {
  try {
    closeSync(openSync('/sys/kernel/tracing/available_filter_functions', 'r'));
    return true;
  } catch {
    return false;
  }
}
