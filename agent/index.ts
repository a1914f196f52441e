/** What the command line tools may use of the agent: the local mode. The agent process itself is main.ts. */
export type {
  Session,
  SessionListener,
  SessionOptions,
  SessionRound,
  SessionSnapshot,
  SessionState,
  StopReason,
} from './sessions/session.ts';
