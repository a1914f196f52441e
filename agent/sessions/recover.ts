/**
 * What agents before this one left: the pinned maps of sessions whose counts nobody has acknowledged.
 *
 * Needs: the two folders of SessionOptions, and that no other agent uses them (the caller holds their lock).
 * Gives: each incarnation's final contents. Reports, by `warn`: a file that cannot be read (its pins stay), and counts
 * that went with the machine.
 */
import { errorMessage } from '@bpfleet/proto/error-message';
import { raiseStop, readGlobals } from '../kernel/globals.ts';
import { waitForPrograms } from '../kernel/load.ts';
import { closeMaps, openPins, removePins } from '../kernel/pins.ts';
import { mapSources, type ScriptMaps } from '../kernel/sources.ts';
import { wallClockNs } from '../clock.ts';
import type { NameReader } from '../names/names.ts';
import { tracedNames } from './traced-names.ts';
import { Contents } from './contents.ts';
import type { Predecessor, SessionSnapshot } from './session.ts';
import { currentBootId, type FoundState, type IncarnationState, readStates, removeState } from './state-file.ts';
import { lossesOf } from './trace.ts';

/** As pino's method: facts, and a sentence. */
export type Warn = (facts: object, message: string) => void;

export function findPredecessors(
  pinFolder: string,
  stateFolder: string,
  names: NameReader,
  warn: Warn,
): readonly Predecessor[] {
  const found: Predecessor[] = [];
  for (const left of readStates(stateFolder)) {
    if ('unreadable' in left) {
      warn({}, `${cannotRecover}: ${left.unreadable}`);
      continue;
    }
    try {
      const predecessor = recover(left, pinFolder, stateFolder, names, warn);
      if (predecessor !== null) found.push(predecessor);
    } catch (error) {
      // One that cannot be read must not keep the agent from starting: its pins stay for a look by hand.
      const { incarnation } = left.state;
      warn({ incarnation }, `${cannotRecover}: ${incarnation}: ${errorMessage(error)}`);
    }
  }
  return found;
}

const cannotRecover = 'cannot recover what an earlier agent traced';

/** Null when the agent died before it attached anything, or with the whole machine. */
function recover(
  { state, touchedNs }: FoundState,
  pinFolder: string,
  stateFolder: string,
  names: NameReader,
  warn: Warn,
): Predecessor | null {
  const { incarnation, manifest } = state;
  const release = (): void => {
    removePins(pinFolder, incarnation);
    removeState(stateFolder, incarnation);
  };
  const script = openPins(pinFolder, incarnation, manifest);
  if (script === null) {
    if (state.bootId !== currentBootId())
      warn({ incarnation }, `what ${incarnation} counted is lost: the machine was restarted`);
    release();
    return null;
  }
  try {
    // File times come from a clock that is a tick behind.
    const aliveNs = touchedNs > state.attachedNs ? touchedNs : state.attachedNs;
    const { snapshot, exitCode } = readFinal(script, state, names);
    const reason = exitCode === null ? 'agentDied' : 'exit';
    const ended = state.ended ?? { reason, exitCode: exitCode ?? 0, detachedNs: aliveNs };
    return {
      incarnation,
      facts: state.facts,
      probes: manifest.probes,
      maps: manifest.maps.map(({ schema }) => schema),
      attachedNs: state.attachedNs,
      ...ended,
      snapshot,
      release,
    };
  } finally {
    closeMaps(script);
  }
}

/** The dead agent's links went with it, yet a program that one of them ran may still be on its way. */
function readFinal(
  script: ScriptMaps,
  { manifest }: IncarnationState,
  names: NameReader,
): { readonly snapshot: SessionSnapshot; readonly exitCode: number | null } {
  waitForPrograms();
  raiseStop(script.globals, manifest.globals);
  waitForPrograms();
  const globals = readGlobals(script.globals, manifest.globals);
  const sources = mapSources(script, manifest);
  const contents = new Contents(manifest, sources, tracedNames(script, manifest, names), () => globals.sequence);
  const totals = contents.readAll().map((reading) => reading.totals);
  // How many runs the kernel skipped was known to the programs alone, and they are gone.
  const { emittedEvents, emittedPrints: emittedRounds, exitCode } = globals;
  return {
    snapshot: {
      takenNs: wallClockNs(),
      totals,
      current: totals,
      losses: lossesOf(globals, 0n),
      emittedEvents,
      emittedRounds,
    },
    exitCode,
  };
}
