/** Tokens of ServiceAccounts, made and judged by a real API server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Authentication } from '../agents/identity.ts';
import { ApiServer } from '../testing/api-server.ts';
import { at, text } from './json.ts';
import { tokenReview } from './token-review.ts';

const ends: (() => Promise<void>)[] = [];
let server: ApiServer;

before(async () => {
  server = await ApiServer.start({ after: (end) => void ends.unshift(end) });
});
after(async () => {
  for (const end of ends) await end();
});

const account = { namespace: 'default', serviceAccount: 'agent', audience: 'bpfleet-operator' };

async function token(serviceAccount: string, pod: string | null, audience = account.audience): Promise<string> {
  const boundObjectRef = pod === null ? {} : { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: pod } };
  const body = { spec: { audiences: [audience], expirationSeconds: 600, ...boundObjectRef } };
  const path = `/api/v1/namespaces/default/serviceaccounts/${serviceAccount}/token`;
  return text(at(await server.api('admin').call({ method: 'POST', path, body }), 'status', 'token'));
}

test('a token of the agent names its node; every other one is refused', async () => {
  const metadata = (name: string) => ({ name, namespace: 'default' });
  for (const name of ['agent', 'stranger'])
    await server.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(name) });
  await server.apply({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-a' } });
  const pod = (name: string, serviceAccountName: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(name),
    spec: { nodeName: 'node-a', serviceAccountName, containers: [{ name: 'agent', image: 'none' }] },
  });
  await server.apply(pod('agent-1', 'agent'), pod('stranger-1', 'stranger'));
  const authenticate = tokenReview(server.api('operator'), account);
  const check = async (given: string, expected: RegExp): Promise<void> => {
    const answer: Authentication = await authenticate(given);
    assert.match(answer.kind === 'identity' ? `node ${answer.identity.node}` : answer.reason, expected);
  };
  const good = await token('agent', 'agent-1');
  await check(good, /^node node-a$/);
  await check(await token('stranger', 'stranger-1'), /the token is of system:serviceaccount:default:stranger/);
  await check(await token('agent', 'agent-1', 'somebody-else'), /does not know the token/);
  await check(await token('agent', null), /names no pod and no node/);
  await check(`${good}x`, /does not know the token/);
  await check('admin-token', /./);
  // A pod that is gone takes its token with it.
  const later = await token('agent', 'agent-1');
  const path = '/api/v1/namespaces/default/pods/agent-1';
  await server.api('admin').call({ method: 'DELETE', path, query: { gracePeriodSeconds: 0 } });
  await check(later, /does not know the token/);
});
