/** What an assertion may say: CEL over `result`, with bounds on its size. */
import { Environment } from '@marcbachmann/cel-js';

export const environment = new Environment({
  limits: { maxAstNodes: 400, maxDepth: 40, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 10 },
}).registerVariable('result', {
  schema: {
    maps: 'map<string, list<map<string, dyn>>>',
    lost: {
      events: 'int',
      control: 'int',
      probes: 'int',
      mapInsertFailures: 'int',
      failedReads: 'int',
      rounds: 'int',
    },
    nodes: { desired: 'int', flushed: 'int', failed: 'int', lost: 'int', skipped: 'int' },
    lines: 'int',
  },
});

/** Without the source and the caret, which stand on lines of their own. */
export function celMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').trim();
}
