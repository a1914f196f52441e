/**
 * Keeps the kernel's maps of running sessions up with the containers that come and go.
 *
 * Needs: the directory, sessions and what they may see. Gives: their guards and their maps of containers, a moment after a change.
 * Reports: nothing; a kernel that refuses ends the session that it refused.
 */
import type { ContainerTarget } from '@bpfleet/proto';
import { type Cancel, everyMillis } from '../clock.ts';
import type { Session } from '../sessions/session.ts';
import type { ContainerDirectory } from './directory.ts';

/** Kubelet tells of a new container after it was started; this is how long it may then go unseen. */
const lookMillis = 500;

/** Gives the containers that the job sees at this moment; null: its guard is no matter of containers. */
export type Targets = (() => readonly ContainerTarget[]) | null;

export class Follower {
  readonly #directory: ContainerDirectory;
  readonly #sessions = new Map<Session, Targets>();
  #stop: Cancel | null = null;

  constructor(directory: ContainerDirectory) {
    this.#directory = directory;
  }

  /** Until it has ended. */
  follow(session: Session, targets: Targets): void {
    this.#sessions.set(session, targets);
    this.#stop ??= everyMillis(lookMillis, () => this.look());
    void session.done.then(() => {
      this.#sessions.delete(session);
      if (this.#sessions.size > 0) return;
      this.#stop?.();
      this.#stop = null;
    });
  }

  /** Something was said of pods or targets: not only at the next look. */
  look(): void {
    this.#directory.look();
    const ids = this.#directory.ids();
    for (const [session, targets] of this.#sessions) {
      session.setContainers(ids);
      if (targets !== null) session.setGuardKeys(this.#directory.idsOf(targets()));
    }
  }
}
