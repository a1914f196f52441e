/** What 4-plan-maps gives: one representation for each map of the script. */
import type { CellsLayout, MapPlan } from '../manifest.ts';

export interface MapPlans {
  /** By MapSymbol.id, which is MapPlan.index. */
  readonly maps: readonly MapPlan[];
  readonly cells: CellsLayout;
  /** Planned kernel memory of all of them. */
  readonly memoryBytes: number;
}
