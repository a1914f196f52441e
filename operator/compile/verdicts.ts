/**
 * Verdicts by script, limits and Target: each is figured once.
 *
 * Needs: the Targets that were fetched. Gives: a verdict, `pending` while the Target is not here, `unknown` when this
 * version cannot read it. Reports: to the log, why it is unknown; the agent then judges alone.
 */
import { parseTarget, type Target, TargetError } from '@bpfleet/compiler';
import type { TraceJobSpec } from '@bpfleet/proto';
import type { TargetCache } from '../agents/targets.ts';
import { judge, scriptDigest, type Verdict } from './verdict.ts';

export type KnownVerdict = Verdict | { readonly kind: 'pending' } | { readonly kind: 'unknown' };

const maxKept = 1000;
/** A Target with its types takes 20 MiB. */
const maxParsed = 4;

export class Verdicts {
  readonly #targets: TargetCache;
  readonly #log: { warn(facts: object, text: string): void };
  readonly #known = new Map<string, Verdict | { readonly kind: 'unknown' }>();

  /** The last ones that were used, by digest, in that order. */
  readonly #parsed = new Map<string, Target>();

  constructor(targets: TargetCache, log: { warn(facts: object, text: string): void }) {
    this.#targets = targets;
    this.#log = log;
  }

  of(name: string, spec: TraceJobSpec, unsafe: boolean, targetDigest: string): KnownVerdict {
    const key = `${keyOf(spec)} ${unsafe} ${targetDigest}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#targets.missing(targetDigest) !== null) return { kind: 'pending' };
    const verdict = this.#judge(name, spec, unsafe, targetDigest);
    const [oldest] = this.#known.keys();
    if (this.#known.size >= maxKept && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(key, verdict);
    return verdict;
  }

  #judge(name: string, spec: TraceJobSpec, unsafe: boolean, target: string): Verdict | { readonly kind: 'unknown' } {
    try {
      return judge(name, spec, unsafe, this.#target(target));
    } catch (error) {
      this.#log.warn(
        { job: name, target, err: error },
        'the script could not be judged for a Target: its agents decide',
      );
      return { kind: 'unknown' };
    }
  }

  #target(digest: string): Target {
    const target = this.#parsed.get(digest) ?? parsed(this.#targets, digest);
    this.#parsed.delete(digest);
    this.#parsed.set(digest, target);
    const [oldest] = this.#parsed.keys();
    if (this.#parsed.size > maxParsed && oldest !== undefined) this.#parsed.delete(oldest);
    return target;
  }
}

/** @throws TargetError for one that this version cannot read. */
function parsed(targets: TargetCache, digest: string): Target {
  const stored = targets.read(digest);
  if (stored === null) throw new TargetError('target', 'it is not here any more');
  return parseTarget(stored.text, stored.readPart);
}

/** What of a spec its verdicts depend on. Asked for with every node, so it is figured once for each spec. */
const keys = new WeakMap<TraceJobSpec, string>();

function keyOf(spec: TraceJobSpec): string {
  const known = keys.get(spec);
  if (known !== undefined) return known;
  const key = `${scriptDigest(spec)} ${JSON.stringify(spec.limits)}`;
  keys.set(spec, key);
  return key;
}
