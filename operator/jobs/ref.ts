/** What a store knows a job by. */
import type { JobRef } from '../store/store.ts';
import type { Job } from './job.ts';

export function refOf({ kind, namespace, name, uid, generation }: Job): JobRef & { readonly uid: string } {
  return { kind, namespace, name, uid, generation };
}
