/** The stored Targets of testdata/targets, for tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTargetText } from '../target/stored.ts';
import type { Target } from '../target/target.ts';

export function storedTarget(name = 'linux-6.18-x86_64'): Target {
  return parseTargetText(readFileSync(join(import.meta.dirname, '..', 'testdata', 'targets', `${name}.json`), 'utf8'));
}
