/**
 * Who an agent is, by a ServiceAccount token that is bound to its pod.
 *
 * Needs: what kube-apiserver says of a token (TokenReview, authentication.k8s.io/v1). Gives: the node that the token's pod runs on.
 * Reports: why a token is not taken, in words for the agent's log that tell nothing about other tokens.
 */
import * as z from 'zod';

/** Proven by kube-apiserver, not said by the agent. */
export interface Identity {
  readonly node: string;
  readonly podUid: string;
}

export type Authentication =
  | { readonly kind: 'identity'; readonly identity: Identity }
  /** `retry`: nobody could be asked; the token may be good. */
  | { readonly kind: 'refused'; readonly reason: string; readonly retry: boolean };

export type Authenticate = (token: string) => Promise<Authentication>;

/** Whose tokens are taken. */
export interface AgentAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly audience: string;
}

/** TokenReview's status. Since Kubernetes 1.30 (KEP-4193) a token that is bound to a pod names its node, too. */
export const tokenReviewStatus = z.looseObject({
  authenticated: z.boolean().optional(),
  audiences: z.array(z.string()).optional(),
  error: z.string().optional(),
  user: z
    .looseObject({
      username: z.string().optional(),
      extra: z.record(z.string(), z.array(z.string())).optional(),
    })
    .optional(),
});

const nodeName = 'authentication.kubernetes.io/node-name';
const podUid = 'authentication.kubernetes.io/pod-uid';

export function identityOf(status: z.infer<typeof tokenReviewStatus>, account: AgentAccount): Authentication {
  const refused = (reason: string): Authentication => ({ kind: 'refused', reason, retry: false });
  if (status.authenticated !== true) {
    return refused(
      'kube-apiserver does not know the token: it has expired, its pod is gone, or it is of another cluster',
    );
  }
  // An API server that knows no audiences leaves the list empty: then the token may be meant for somebody else.
  if (!(status.audiences ?? []).includes(account.audience)) return refused(`the token is not for ${account.audience}`);
  const expected = `system:serviceaccount:${account.namespace}:${account.serviceAccount}`;
  const username = status.user?.username ?? '';
  if (username !== expected) return refused(`the token is of ${username}; agents are ${expected}`);
  const node = status.user?.extra?.[nodeName]?.[0];
  const pod = status.user?.extra?.[podUid]?.[0];
  if (node === undefined || pod === undefined)
    return refused('the token names no pod and no node: agents need a projected token, and Kubernetes 1.30 or newer');
  return { kind: 'identity', identity: { node, podUid: pod } };
}
