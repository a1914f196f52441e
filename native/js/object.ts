import { checkInteger, checkText, checkU64 } from './check.ts';
import { translate } from './errors.ts';
import { CheckedMap } from './map.ts';
import type { KprobePlace, NativeMap, NativeObject, PerfEventSpec, ProgramStats, UprobeSpec } from './native.ts';

const MAX_U32 = 0xffff_ffff;
const MAX_CPU = 0x7fff_ffff;
/** PID_MAX_LIMIT, include/linux/threads.h. */
const MAX_PID = 0x40_0000;

/** An object of the addon behind argument checks. */
export class CheckedObject implements NativeObject {
  readonly #raw: NativeObject;

  constructor(raw: NativeObject) {
    this.#raw = raw;
  }

  load(): void {
    translate(() => this.#raw.load());
  }

  programNames(): string[] {
    return translate(() => this.#raw.programNames());
  }

  mapNames(): string[] {
    return translate(() => this.#raw.mapNames());
  }

  map(name: string): NativeMap {
    checkText(name, 'the map name');
    return new CheckedMap(translate(() => this.#raw.map(name)));
  }

  runOnce(program: string, cpu: number): number {
    checkText(program, 'the program name');
    checkInteger(cpu, -1, MAX_CPU, 'cpu');
    return translate(() => this.#raw.runOnce(program, cpu));
  }

  attachTracepoint(program: string, eventId: number): void {
    checkText(program, 'the program name');
    checkInteger(eventId, 0, MAX_U32, 'the event id');
    translate(() => this.#raw.attachTracepoint(program, eventId));
  }

  attachPerfEvent(program: string, event: PerfEventSpec): void {
    checkText(program, 'the program name');
    checkPerfEvent(event);
    translate(() => this.#raw.attachPerfEvent(program, event));
  }

  useUprobeMulti(program: string): void {
    checkText(program, 'the program name');
    translate(() => this.#raw.useUprobeMulti(program));
  }

  attachUprobe(program: string, uprobe: UprobeSpec): void {
    checkText(program, 'the program name');
    checkText(uprobe.path, 'the path');
    checkInteger(uprobe.pid, -1, MAX_PID, 'pid');
    if (uprobe.offsets.length === 0) throw new RangeError('a uprobe needs at least one place');
    for (const offset of uprobe.offsets) checkU64(offset, 'the offset');
    translate(() => this.#raw.attachUprobe(program, uprobe));
  }

  attachTrace(program: string): void {
    checkText(program, 'the program name');
    translate(() => this.#raw.attachTrace(program));
  }

  attachKprobes(program: string, places: readonly KprobePlace[], atReturn: boolean): void {
    checkText(program, 'the program name');
    for (const place of places) {
      checkText(place.function, 'the function');
      checkU64(place.offset, 'the offset');
    }
    translate(() => this.#raw.attachKprobes(program, places, atReturn));
  }

  attachKprobeMulti(program: string, functions: readonly string[], at: 'entry' | 'return' | 'both'): void {
    checkText(program, 'the program name');
    for (const name of functions) checkText(name, 'the function');
    translate(() => this.#raw.attachKprobeMulti(program, functions, at));
  }

  programStats(program: string): ProgramStats {
    checkText(program, 'the program name');
    return translate(() => this.#raw.programStats(program));
  }

  detach(): void {
    this.#raw.detach();
  }

  close(): void {
    this.#raw.close();
  }
}

function checkPerfEvent({ type, config, period, frequency, cpus, pid }: PerfEventSpec): void {
  checkInteger(type, 0, MAX_U32, 'the event type');
  checkU64(config, 'the event config');
  if ((period === null) === (frequency === null)) {
    throw new TypeError('a perf event has either a period or a frequency');
  }
  if (period !== null) checkU64(period, 'the period');
  if (frequency !== null) checkU64(frequency, 'the frequency');
  if (pid !== null) checkInteger(pid, 1, MAX_PID, 'the process id');
  if (cpus.length === 0) throw new RangeError('a perf event needs at least one CPU');
  for (const cpu of cpus) checkInteger(cpu, 0, MAX_CPU, 'cpu');
}
