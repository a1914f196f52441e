/** Every script of sidebyside/ does with bpfleet what it did with bpftrace 0.27.1 on the same workload. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { expectedPath, sideBySideCases } from './sidebyside/cases.ts';
import { buildWorkload, runBpfleet } from './sidebyside/programs.ts';
import { transcriptOf } from './sidebyside/transcript.ts';

buildWorkload();
for (const one of sideBySideCases()) {
  test(one.name, () => {
    const outcome = runBpfleet(one);
    assert.equal(transcriptOf(outcome, one), readFileSync(expectedPath(one), 'latin1'), outcome.stderr);
  });
}
