/** What the command line, the demo and tests of the whole use of the operator. */
export { type Config, configure, type Configured, type LogLevel } from './config.ts';
export type { Log } from './log.ts';
export { type Ground, type Operator, startOperator } from './operator.ts';
export { type Line, parseLines, readLines, readResult } from './result/read.ts';
export { directoryStore } from './store/directory/directory.ts';
export type { JobRef, JobStore, ResultFiles, StoredJob } from './store/store.ts';
export { resultPath } from './api/discovery.ts';
