/** What a plan is made of: the actions that plan.ts decides on and the loop carries out. */
import type { ScriptDiagnostic } from '@bpfleet/proto';
import type { Outcome, Why } from '../jobs/job.ts';

export type Action =
  /** The job begins: its deadline holds for every node. */
  | { readonly kind: 'start'; readonly startNs: bigint; readonly deadlineNs: bigint; readonly unsafe: boolean }
  /** Containers are targets that were none before: all that ever were. */
  | { readonly kind: 'select'; readonly selected: readonly string[] }
  /** The node belongs to the job, connected or not. */
  | { readonly kind: 'include'; readonly node: string }
  | { readonly kind: 'skip'; readonly node: string; readonly why: Why }
  | { readonly kind: 'assign'; readonly node: string }
  | { readonly kind: 'cancel'; readonly node: string }
  /** Its targets changed, or its agent has not heard of them. */
  | { readonly kind: 'retarget'; readonly node: string }
  /** Deleting the job waits from now on until what it attached is detached. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'release' }
  /** Its time after the end is over: it is deleted. */
  | { readonly kind: 'expire' }
  | { readonly kind: 'lose'; readonly node: string; readonly why: Why }
  | { readonly kind: 'diagnose'; readonly diagnostics: readonly ScriptDiagnostic[] }
  | { readonly kind: 'finish'; readonly outcome: PlannedOutcome };

/** The result is made when the outcome is applied. */
export type PlannedOutcome = Omit<Outcome, 'result' | 'assertions'>;

export interface Plan {
  readonly actions: readonly Action[];
  readonly wakeNs: bigint | null;
}
