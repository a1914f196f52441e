/** What serves all of this process; nothing runs or is read before it is asked. */
import { KernelSymbols } from './kernel-symbols.ts';
import { Symbolizer } from './symbolizer.ts';
import { SymbolWorker } from './worker-process.ts';

export const symbolWorker = new SymbolWorker();
export const kernelSymbols = new KernelSymbols();
export const symbolizer = new Symbolizer(kernelSymbols, symbolWorker);
