/** Where downloads are kept between runs: `BPFLEET_CACHE`, or `.cache` of this checkout. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';

export const checkout = path.join(import.meta.dirname, '../..');

/** The folder of that name below the cache, made when it is not there. */
export function cacheFolder(...names: readonly string[]): string {
  const folder = path.join(process.env['BPFLEET_CACHE'] ?? path.join(checkout, '.cache'), 'vm', ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}
