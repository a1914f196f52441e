/**
 * Tests as data: a file of cases, each a script with the expected output below it.
 *
 *     ==== what the case shows
 *     script
 *     ----
 *     expected output
 *
 * `UPDATE=1 npm test` writes the actual output into the files; the diff is then the thing to review.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

export interface Case {
  readonly name: string;
  readonly script: string;
  readonly expected: string;
}

const root = join(import.meta.dirname, '..', 'testdata');

/** Runs every case of every `.cases` file under testdata/`folder` through `actual`. */
export function checkCases(folder: string, actual: (script: string) => string): void {
  for (const file of caseFiles(folder)) {
    describe(`${folder}/${file}`, () => {
      const path = join(root, folder, file);
      const cases = parseCases(readFileSync(path, 'utf8'));
      const updated = cases.map((one) => ({
        ...one,
        expected: process.env['UPDATE'] === '1' ? actual(one.script) : one.expected,
      }));
      if (process.env['UPDATE'] === '1') writeFileSync(path, formatCases(updated));
      for (const { name, script, expected } of updated) it(name, () => assert.equal(actual(script), expected));
    });
  }
}

function caseFiles(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.cases'))
    .toSorted();
}

/** Every case under testdata/`folder`. */
export function readCases(folder: string): Case[] {
  return caseFiles(folder).flatMap((file) => parseCases(readFileSync(join(root, folder, file), 'utf8')));
}

function parseCases(text: string): Case[] {
  return text
    .split(/^==== /m)
    .slice(1)
    .map((part) => {
      const [head = '', ...rest] = part.split('\n');
      const body = rest.join('\n');
      const cut = body.indexOf('\n----\n');
      if (cut === -1) return { name: head, script: body.trimEnd(), expected: '' };
      return {
        name: head,
        script: body.slice(0, cut),
        expected: body.slice(cut + '\n----\n'.length).replace(/\n+$/, '\n'),
      };
    });
}

function formatCases(cases: readonly Case[]): string {
  return cases.map(({ name, script, expected }) => `==== ${name}\n${script}\n----\n${expected}\n`).join('');
}
