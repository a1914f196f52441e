/** What 4-plan-maps gives: one representation for each map of the script. */
import type { TypedProbe } from '../3-check/typed.ts';
import type { CellsLayout, MapPlan } from '../manifest.ts';
import type { SyscallProbe } from './syscall-programs.ts';

export { familyOf, type RawEvent, type SyscallProbe } from './syscall-programs.ts';

export interface MapPlans {
  /** By MapSymbol.id, which is MapPlan.index. */
  readonly maps: readonly MapPlan[];
  readonly cells: CellsLayout;
  /** Probes of system calls that programs at the raw event serve. */
  readonly syscalls: ReadonlyMap<TypedProbe, SyscallProbe>;
  /** Planned kernel memory of all of them. */
  readonly memoryBytes: number;
}
