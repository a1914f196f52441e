/**
 * Where the cells of keyless maps lie in the globals.
 *
 * Needs: sizes, one after the other, and the CPUs that may ever come online.
 * Gives: offsets, those of one CPU's cells together, so that what one program updates shares a cache line.
 * Reports: nothing.
 */
import { type CellsLayout, cellsOffset } from '../manifest.ts';

const cacheLine = 64;

export class CellLayouter {
  readonly #cpus: number;
  #perCpu = 0;
  #shared = 0;

  constructor(possibleCpus: number) {
    this.#cpus = 2 ** Math.ceil(Math.log2(possibleCpus));
  }

  /** Gives the cell's place; call `offsetOf` with it when all are laid. */
  add(bytes: number, perCpu: boolean): Cell {
    const start = perCpu ? this.#perCpu : this.#shared;
    if (perCpu) this.#perCpu += bytes;
    else this.#shared += bytes;
    return { perCpu, start };
  }

  layout(): CellsLayout {
    const stride = Math.ceil(this.#perCpu / cacheLine) * cacheLine;
    return { cpus: this.#cpus, stride, size: this.#cpus * stride + this.#shared };
  }

  /** From the start of the globals. */
  offsetOf({ perCpu, start }: Cell): number {
    const { cpus, stride } = this.layout();
    return cellsOffset + start + (perCpu ? 0 : cpus * stride);
  }
}

export interface Cell {
  readonly perCpu: boolean;
  readonly start: number;
}
