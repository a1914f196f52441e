/** A new package has to be named where the image is made, too: else only the image's build would tell, minutes later. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const read = (name: string): string => readFileSync(join(import.meta.dirname, '..', name), 'utf8');
const { workspaces } = JSON.parse(read('package.json')) as { readonly workspaces: readonly string[] };

for (const name of workspaces) {
  test(`Dockerfile and .dockerignore know ${name}`, () => {
    assert.match(read('Dockerfile'), new RegExp(`^COPY ${name}/package.json ${name}/$`, 'm'));
    assert.match(read('.dockerignore'), new RegExp(`^!${name}(/package.json)?$`, 'm'));
  });
}
