/** Needs: an attach point that needs the kernel's types. Gives: whether there are any. Reports: that there are none. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Reporter } from '../../diagnostics/report.ts';
import type { Target } from '../../target/target.ts';

export function requireBtf(point: Ast.AttachPoint, target: Target, report: Reporter): boolean {
  if (target.types.btf('vmlinux') !== null) return true;
  report.error('no-btf', point.span, `${point.text} needs BTF, and this kernel has none`, {
    hint: 'kernels with CONFIG_DEBUG_INFO_BTF show it at /sys/kernel/btf/vmlinux',
    cause: 'BTFMissing',
  });
  return false;
}
