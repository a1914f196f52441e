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

  /** Names of C++ as they were written, or with `demangles` false as the file has them. */
  userStack(pid: number, addresses: readonly bigint[], mode: StackMode, demangles: boolean): string {
    return userStackText(
      this.#user.frames(pid, addresses).map((frame) => safeFrame(frame, demangles)),
      mode,
    );
  }

  /** Names will be wanted: what finds them takes a moment to start. */
  start(): void {
    this.#user.start();
  }

  /** Programs were loaded, which stand in their own stacks. */
  forgetKernel(): void {
    this.#kernel.forget();
  }

  /** Programs that are there now have names later, when they are gone. */
  keepKernel(): void {
    this.#kernel.keep();
  }

  /** Its names are known from now on, also when it has ended. */
  see(pid: number): void {
    this.#user.see(pid);
  }

  ksym(address: bigint): string {
    return this.#kernel.at(address)?.name ?? plainAddress(address);
  }

  usym(pid: number, address: bigint, demangles: boolean): string {
    const [frame] = this.#user.frames(pid, [address]);
    const symbol = frame === undefined ? null : safeFrame(frame, demangles).symbol;
    return symbol === null ? plainAddress(address) : symbol.name;
  }
}

function safeFrame(frame: UserFrame, demangles: boolean): UserFrame {
  const { symbol } = frame;
  if (symbol === null) return frame;
  return { ...frame, symbol: { ...symbol, name: safeName(demangles ? symbol.name : symbol.symbol) } };
}

/** An address without a name, as bpftrace writes it. */
function plainAddress(address: bigint): string {
  return address === 0n ? '0' : `0x${address.toString(16)}`;
}
