/**
 * What tests of the whole and the demo use of the agent within their own process. The agent is the program main.ts, the
 * local command the program local/main.ts.
 */
export { type AgentConfig, parseAgentConfig } from './config.ts';
export { cgroupRoot } from './kernel/cgroups.ts';
export { describeTarget, liveTarget } from './kernel/target.ts';
export { textFormat } from './local/output.ts';
export type { Session, SessionListener, SessionState } from './sessions/session.ts';
export { startSession } from './sessions/start.ts';
