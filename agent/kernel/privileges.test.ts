import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingPrivileges } from './privileges.ts';

test('privileges', () => {
  const status = (mask: string): string | null => missingPrivileges(`Name:\tx\nCapEff:\t${mask}\n`);
  assert.equal(status('000001ffffffffff'), null);
  assert.equal(status('000000c000000000'), null);
  assert.equal(status('0000000000200000'), null);
  for (const mask of ['0000000000000000', '0000008000000000']) assert.match(status(mask) ?? '', /needs root/);
});
