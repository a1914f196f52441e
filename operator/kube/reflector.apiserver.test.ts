/** Listing and watching at a real API server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiServer } from '../testing/api-server.ts';
import { silent } from '../testing/operator.ts';
import { applyPatch } from './api.ts';
import { isGone } from './api-error.ts';
import { at, text } from './json.ts';
import { Reflector } from './reflector.ts';

const ends: (() => Promise<void>)[] = [];
let server: ApiServer;

before(async () => {
  server = await ApiServer.start({ after: (end) => void ends.unshift(end) });
});
after(async () => {
  for (const end of ends) await end();
});

const path = '/api/v1/configmaps';
const own = '/api/v1/namespaces/default/configmaps';

async function put(name: string, value: string): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value } };
  const query = { fieldManager: 'test', force: true };
  await server.api('admin').call({ method: 'PATCH', path: `${own}/${name}`, query, body, contentType: applyPatch });
}

interface Kept {
  readonly name: string;
  readonly value: string;
}

/** `name=value`, in the order of the names. */
function contentOf({ objects }: Reflector<Kept>): readonly string[] {
  return [...objects.values()].map(({ name, value }) => `${name}=${value}`).toSorted();
}

function reflect(changes: string[], times: ConstructorParameters<typeof Reflector>[0]['times'] = {}): Reflector<Kept> {
  return new Reflector<Kept>({
    api: server.api('admin'),
    path,
    log: silent,
    times,
    prune: (object) => {
      const name = text(at(object, 'metadata', 'name'));
      return name.startsWith('test-') ? { name, value: text(at(object, 'data', 'value')) } : null;
    },
    onChange: (old, now) => changes.push(`${old?.value ?? '-'} -> ${now?.value ?? '-'}`),
  });
}

async function until(done: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !done(); await sleep(20))
    assert.ok(Date.now() < deadline, 'it never came');
}

test('everything is listed, in pages, and then followed', async (t) => {
  const count = 1100;
  for (let first = 0; first < count; first += 50)
    await Promise.all(Array.from({ length: 50 }, (_, index) => put(`test-${first + index}`, '0')));
  const changes: string[] = [];
  const reflector = reflect(changes);
  t.after(() => reflector.close());
  assert.equal(await reflector.start(), true);
  assert.equal(reflector.objects.size, count);
  assert.equal(changes.length, count);
  changes.length = 0;
  await put('test-7', '1');
  await until(() => changes.includes('0 -> 1'));
  await server.api('admin').call({ method: 'DELETE', path: `${own}/test-8` });
  await until(() => changes.includes('0 -> -'));
  assert.equal(reflector.objects.size, count - 1);
});

test('what happened while nobody watched is found, and told as changes', async (t) => {
  const changes: string[] = [];
  const reflector = reflect(changes, { watchSeconds: 5, backoff: { leastMs: 50, mostMs: 500 } });
  t.after(() => reflector.close());
  await reflector.start();
  await server.killApiServer();
  await server.startApiServer();
  await put('test-7', '2');
  await until(() => contentOf(reflector).includes('test-7=2'));
  assert.ok(changes.includes('1 -> 2'));
});

test('a list that is old enough is made anew', async (t) => {
  const reflector = reflect([], { watchSeconds: 1, resyncMs: 500, backoff: { leastMs: 50, mostMs: 500 } });
  t.after(() => reflector.close());
  await reflector.start();
  const restarts = reflector.restarts;
  await until(() => reflector.restarts >= restarts + 3);
  assert.ok(contentOf(reflector).includes('test-7=2'));
});

test('a past that is gone is known as such', async () => {
  await server.compact();
  const lines: string[] = [];
  const watching = server.api('admin').watch({
    path,
    query: { resourceVersion: '1', timeoutSeconds: 2 },
    silenceMs: 5000,
    signal: AbortSignal.timeout(10_000),
    onLine: (line) => lines.push(line),
  });
  const error: unknown = await watching.then(
    () => null,
    (reason: unknown) => reason,
  );
  const code = lines.map((line) => at(JSON.parse(line), 'object', 'code'))[0];
  assert.ok(isGone(error) || code === 410, `${String(error)} ${lines[0]}`);
});

test('closed before it has listed, it says so', async () => {
  const reflector = reflect([]);
  const started = reflector.start();
  reflector.close();
  assert.equal(await started, false);
});
