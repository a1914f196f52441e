import type { status } from '@grpc/grpc-js';

/** Why a stream is not taken: said to the agent as its status, and to the log. */
export interface Objection {
  readonly code: status;
  readonly text: string;
}
