export { compile, type Compiled, type CompileResult } from './compile.ts';
export type { Diagnostic } from './diagnostics/diagnostic.ts';
export * from './manifest.ts';
export { defaultLimits, localPolicy, type Guard, type Limits, type Policy } from './policy.ts';
export { lineText, positionAt, type Position, type Source, type Span } from './source/source.ts';
export type { Target, TracepointField, TracepointFormat, TracepointTable } from './target/target.ts';
export type { AttachPoint } from './3-check/typed.ts';
