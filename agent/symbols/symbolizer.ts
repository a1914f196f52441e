/**
 * Addresses to text.
 *
 * Needs: the worker. Gives: what bpftrace prints for stacks, ksym() and usym(). Reports: nothing.
 */
import type { StackMode } from '@bpfleet/compiler';
import { DebugFiles } from './debug-files.ts';
import type { KernelSymbols } from './kernel-symbols.ts';
import { kernelStackText, safeName, userStackText } from './render.ts';
import { type UserFrame, UserSymbols } from './user-symbols.ts';
import type { SymbolWorker } from './worker-process.ts';

export class Symbolizer {
  readonly #kernel: KernelSymbols;
  readonly #user: UserSymbols;

  constructor(kernel: KernelSymbols, worker: SymbolWorker) {
    this.#kernel = kernel;
    this.#user = new UserSymbols(worker, new DebugFiles(worker));
  }

  kernelStack(addresses: readonly bigint[], mode: StackMode): string {
    return kernelStackText(
      addresses.map((address) => ({ address, symbol: this.#kernel.at(address) })),
      mode,
    );
  }

  userStack(pid: number, addresses: readonly bigint[], mode: StackMode): string {
    return userStackText(this.#user.frames(pid, addresses).map(safeFrame), mode);
  }

  /** Its names are known from now on, also when it has ended. */
  see(pid: number): void {
    this.#user.see(pid);
  }

  ksym(address: bigint): string {
    return this.#kernel.at(address)?.name ?? plainAddress(address);
  }

  usym(pid: number, address: bigint): string {
    const [frame] = this.#user.frames(pid, [address]);
    return frame === undefined || frame.symbol === null ? plainAddress(address) : safeName(frame.symbol.name);
  }
}

function safeFrame(frame: UserFrame): UserFrame {
  const { symbol } = frame;
  return symbol === null ? frame : { ...frame, symbol: { ...symbol, name: safeName(symbol.name) } };
}

/** An address without a name, as bpftrace writes it. */
function plainAddress(address: bigint): string {
  return address === 0n ? '0' : `0x${address.toString(16)}`;
}
