/**
 * Asks the API server whose token an agent shows (TokenReview).
 *
 * Needs: the API server, whose tokens are taken. Gives: what agents/gate.ts asks with.
 * Reports: as agents/identity.ts; that nobody could be asked, as something to be tried again.
 *
 * Answers are remembered for a moment only: agents that come back together after an outage are each asked for once, and
 * a token whose pod is gone is refused soon.
 */
import { createHash } from 'node:crypto';
import { errorMessage } from '@bpfleet/proto/error-message';
import {
  type AgentAccount,
  type Authenticate,
  type Authentication,
  identityOf,
  tokenReviewStatus,
} from '../agents/identity.ts';
import type { Api } from './api.ts';
import { at } from './json.ts';

const path = '/apis/authentication.k8s.io/v1/tokenreviews';
const rememberMs = 10_000;
const maxRemembered = 10_000;

interface Remembered {
  readonly answer: Authentication;
  readonly untilMs: number;
}

export function tokenReview(api: Api, account: AgentAccount): Authenticate {
  const remembered = new Map<string, Remembered>();
  return async (token) => {
    const key = createHash('sha256').update(token).digest('base64');
    const known = remembered.get(key);
    if (known !== undefined && known.untilMs > performance.now()) return known.answer;
    const answer = await review(api, account, token);
    if (answer.kind === 'refused') return answer;
    const [oldest] = remembered.keys();
    if (remembered.size >= maxRemembered && oldest !== undefined) remembered.delete(oldest);
    remembered.delete(key);
    remembered.set(key, { answer, untilMs: performance.now() + rememberMs });
    return answer;
  };
}

async function review(api: Api, account: AgentAccount, token: string): Promise<Authentication> {
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    spec: { token, audiences: [account.audience] },
  };
  try {
    const answer = await api.call({ method: 'POST', path, body, timeoutMs: 10_000 });
    return identityOf(tokenReviewStatus.parse(at(answer, 'status')), account);
  } catch (error) {
    return { kind: 'refused', reason: `the token could not be checked: ${errorMessage(error)}`, retry: true };
  }
}
