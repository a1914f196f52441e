/** The thread of conclusions.ts: answers each request in its order. */
import { parentPort } from 'node:worker_threads';
import { errorMessage } from '@bpfleet/proto/error-message';
import { conclude, type Conclusion, type ConclusionRequest } from './conclude.ts';

export type Answer =
  | { readonly kind: 'conclusion'; readonly conclusion: Conclusion }
  | { readonly kind: 'failure'; readonly message: string };

function answerTo(request: ConclusionRequest): Answer {
  try {
    return { kind: 'conclusion', conclusion: conclude(request) };
  } catch (error) {
    return { kind: 'failure', message: errorMessage(error) };
  }
}

parentPort?.on('message', (request: ConclusionRequest) => parentPort?.postMessage(answerTo(request)));
