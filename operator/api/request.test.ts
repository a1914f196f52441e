import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Asked, readRequest } from './request.ts';

const check = (url: string, expected: Asked): void => assert.deepEqual(readRequest(url), expected, url);
const base = '/apis/results.bpfleet.dev/v1alpha1';

test('what is asked for', () => {
  check('/apis/results.bpfleet.dev', { kind: 'group' });
  check('/apis', { kind: 'group' });
  check(`${base}?timeout=32s`, { kind: 'resources' });
  check('/readyz', { kind: 'health' });
  const job = { kind: 'TraceJob', namespace: 'shop', name: 'a.b-1' } as const;
  check(`${base}/namespaces/shop/tracejobs/a.b-1/result`, { kind: 'result', job, view: { kind: 'json' } });
  check(`${base}/namespaces/shop/tracejobs/a.b-1/result?view=text`, { kind: 'result', job, view: { kind: 'text' } });
  check(`${base}/clustertracejobs/x/result?view=lines&after=17`, {
    kind: 'result',
    job: { kind: 'ClusterTraceJob', namespace: '', name: 'x' },
    view: { kind: 'lines', after: 17 },
  });
});

test('what there is not', () => {
  for (const url of [
    '/',
    '/apis/results.bpfleet.dev/v1',
    `${base}x`,
    `${base}/namespaces/shop/tracejobs/x`,
    `${base}/tracejobs/x/result`,
    `${base}/namespaces/shop/clustertracejobs/x/result`,
    `${base}/namespaces/Shop/tracejobs/x/result`,
    `${base}/namespaces/shop/tracejobs/../x/result`,
    `${base}/namespaces/shop/tracejobs/x/result?view=xml`,
    `${base}/namespaces/shop/tracejobs/x/result?view=lines&after=-1`,
  ]) {
    assert.equal(readRequest(url).kind, 'nothing', url);
  }
});
