/**
 * Sessions: a program at the entry of functions and one at their return become one, attached by one link (6.10 and later), for which the
 * kernel's tracer stops at each call once. Attaching was not measured to be faster.
 *
 * Needs: the programs-to-be of all probes, in order. Gives: for those that begin a session the one that it ends with, and how
 * many functions count once.
 * Reports: nothing; a kernel that has no sessions has none.
 */
import type { AttachPoint, TypedProbe } from '../3-check/typed.ts';
import { hasFeature } from '../target/features.ts';
import type { Target } from '../target/target.ts';
import type { Shape } from './program.ts';

/** Attach points that one program serves. */
export interface Group {
  readonly probe: TypedProbe;
  readonly shape: Shape;
  readonly attachPoints: readonly AttachPoint[];
}

/** Each pair's earlier group to its later one, in either order of entry and return, where both have the very same functions. */
export function sessionsAmong(groups: readonly Group[], target: Target): ReadonlyMap<Group, Group> {
  const pairs = new Map<Group, Group>();
  const multi = groups.filter(({ shape }) => shape.kind === 'kprobe_multi' || shape.kind === 'kretprobe_multi');
  if (multi.length < 2 || !hasFeature(target.types, 'kprobe_session')) return pairs;
  for (const alike of byFunctions(multi)) {
    const waiting: Group[] = [];
    for (const group of alike) {
      const at = waiting.findIndex((other) => isOtherEnd(other, group));
      const [other] = at < 0 ? [] : waiting.splice(at, 1);
      if (other === undefined) waiting.push(group);
      else pairs.set(other, group);
    }
  }
  return pairs;
}

/**
 * Functions that count once although both their ends are traced: those of sessions, and where bpftrace has one for a single function by
 * its name. Here such a pair stays two programs: a session asks that the function is traceable by others too.
 */
export function countedOnce(groups: readonly Group[], sessions: ReadonlyMap<Group, Group>, target: Target): number {
  const bothEnds = [...sessions.values()].reduce((sum, { attachPoints }) => sum + attachPoints.length, 0);
  const single = groups.filter(({ shape }) => shape.kind === 'kprobe' || shape.kind === 'kretprobe');
  if (single.length < 2 || !hasFeature(target.types, 'kprobe_session')) return bothEnds;
  return bothEnds + byFunctions(single).filter(isPair).length;
}

/** An entry and a return of one function, and nothing else at it. */
function isPair([one, other, ...more]: readonly Group[]): boolean {
  if (one === undefined || other === undefined || more.length > 0) return false;
  return isOtherEnd(one, other) && isOneFunction(one) && isOneFunction(other);
}

/** By its name, at no offset. */
function isOneFunction({ probe, attachPoints }: Group): boolean {
  const [point] = attachPoints;
  return probe.attachPoints.length === 1 && point !== undefined && 'offset' in point && point.offset === 0n;
}

function isOtherEnd(one: Group, other: Group): boolean {
  return one.shape.kind !== other.shape.kind;
}

/** Those with the very same functions together. */
function byFunctions(groups: readonly Group[]): readonly (readonly Group[])[] {
  const lists = Map.groupBy(groups, ({ attachPoints }) => {
    const names = new Set(attachPoints.flatMap((point) => ('name' in point ? [point.name] : [])));
    return [...names].toSorted().join(' ');
  });
  return [...lists.values()];
}
