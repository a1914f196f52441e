/** One worker serves all of this process; nothing runs before it is asked. */
import { SymbolWorker } from './worker-process.ts';

export const symbolWorker = new SymbolWorker();
