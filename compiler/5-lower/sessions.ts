/**
 * Sessions: a program at the entry of functions and one at their return become one, attached by one link (6.10 and later). Attaching
 * and detaching then take half as long, and the kernel stops at each call once.
 *
 * Needs: the programs-to-be of all probes, in order. Gives: for those that begin a session the one that it ends with.
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
  const waiting: Group[] = [];
  for (const group of multi) {
    const at = waiting.findIndex((other) => other.shape.kind !== group.shape.kind && haveOneList(other, group));
    const [other] = at < 0 ? [] : waiting.splice(at, 1);
    if (other === undefined) waiting.push(group);
    else pairs.set(other, group);
  }
  return pairs;
}

function haveOneList(one: Group, other: Group): boolean {
  const names = functionsOf(other);
  const own = functionsOf(one);
  return own.size === names.size && [...own].every((name) => names.has(name));
}

function functionsOf({ attachPoints }: Group): ReadonlySet<string> {
  return new Set(attachPoints.flatMap((point) => ('name' in point ? [point.name] : [])));
}
