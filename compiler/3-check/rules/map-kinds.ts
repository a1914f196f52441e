/** What a declared map holds must go with its kind: aggregates have a value on each CPU, plain values one for all. */
import type { Reporter } from '../../diagnostics/report.ts';
import type { MapSymbol } from '../typed.ts';

export function checkMapKinds(maps: readonly MapSymbol[], report: Reporter): void {
  for (const { name, declared, value, span } of maps) {
    const perCpu = value.kind !== 'scalar';
    if (declared === null || declared.perCpu === perCpu) continue;
    const fitting = `${perCpu ? 'percpu' : ''}${declared.evicts ? 'lru' : ''}hash`;
    const content = perCpu ? `${value.kind}()` : 'plain values';
    const message = `${name} is declared as ${declared.kind} and holds ${content}`;
    report.error('map-kind', span, message, { hint: `let ${name} = ${fitting}(${declared.capacity});` });
  }
}
