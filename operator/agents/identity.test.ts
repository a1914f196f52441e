import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identityOf, tokenReviewStatus } from './identity.ts';

const account = { namespace: 'bpfleet', serviceAccount: 'bpfleet-agent', audience: 'bpfleet-operator' };
const extra = {
  'authentication.kubernetes.io/node-name': ['n1'],
  'authentication.kubernetes.io/pod-uid': ['u1'],
};
const user = { username: 'system:serviceaccount:bpfleet:bpfleet-agent', extra };
const good = { authenticated: true, audiences: ['bpfleet-operator'], user };

test('a token of an agent names its node', () => {
  assert.deepEqual(identityOf(good, account), { kind: 'identity', identity: { node: 'n1', podUid: 'u1' } });
});

const wrong: readonly { readonly name: string; readonly status: object; readonly says: RegExp }[] = [
  { name: 'nothing known', status: {}, says: /does not know the token/ },
  { name: 'not authenticated', status: { ...good, authenticated: false }, says: /does not know the token/ },
  { name: 'no audience', status: { ...good, audiences: [] }, says: /not for bpfleet-operator/ },
  { name: 'another audience', status: { ...good, audiences: ['vault'] }, says: /not for bpfleet-operator/ },
  {
    name: 'another account',
    status: { ...good, user: { ...user, username: 'system:serviceaccount:shop:default' } },
    says: /of system:serviceaccount:shop:default; agents are system:serviceaccount:bpfleet:bpfleet-agent/,
  },
  {
    name: 'not bound to a pod',
    status: { ...good, user: { username: user.username } },
    says: /names no pod and no node/,
  },
];

for (const { name, status, says } of wrong) {
  test(`refused: ${name}`, () => {
    const authentication = identityOf(tokenReviewStatus.parse(status), account);
    assert.ok(authentication.kind === 'refused' && !authentication.retry);
    assert.match(authentication.reason, says);
  });
}
