import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { strftime } from './strftime.ts';

/** date(1) is strftime(3) of the C library. */
function fromDate(format: string, seconds: number): string {
  const out = execFileSync('date', ['-d', `@${seconds}`, `+${format}`], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  return out.slice(0, -1);
}

const conversions = 'a A b B C d D e F g G h H I j m M p P r R s S T u U V w W x X y Y z c n t %';

test('as the C library', () => {
  const format = conversions
    .split(' ')
    .map((name) => `${name}=%${name}`)
    .join(' ');
  // Ends and beginnings of years, where weeks are counted differently; a leap day; midnight and noon.
  for (const seconds of [
    0, 1_100_000_000, 1_230_768_000, 1_262_304_000, 1_262_563_200, 1_330_516_800, 1_609_459_199, 1_704_067_200,
    1_800_000_000,
  ])
    assert.equal(strftime(format, BigInt(seconds) * 1_000_000_000n), fromDate(format, seconds));
});

test('fractions of a second', () => {
  const time = 1_800_000_000_012_345_678n;
  assert.equal(strftime('%S.%f %l %k', time), `${strftime('%S', time)}.012345 012 012345678`);
});

test('what is no conversion stays', () => {
  assert.equal(strftime('100% %Q %', 0n), '100% %Q %');
});
