export { compile, type Compiled, type CompileResult } from './compile.ts';
export { emitStage, emitStages, type EmitStage } from './emit-text.ts';
export { listProbes, listScript, listTypes, type ListedProbe } from './list-probes.ts';
export type { Cause, Diagnostic, TargetReason } from './diagnostics/diagnostic.ts';
export { renderText } from './diagnostics/render.ts';
export * from './manifest.ts';
export {
  defaultLimits,
  defaultSettings,
  localPolicy,
  noInputs,
  type Guard,
  type Limits,
  type Policy,
  type ScriptInputs,
  type Settings,
} from './policy.ts';
export { lineText, positionAt, type Position, type Source, type Span } from './source/source.ts';
export { parse } from './1-parse/parse.ts';
export { targetFromBytes, targetToBytes } from './target/file.ts';
export {
  type FunctionSource,
  functionTable,
  type FunctionTable,
  type KernelFunction,
  noFunctions,
} from './target/functions.ts';
export type { Header, HeaderTable } from './target/headers.ts';
export type { Part, StoredPart } from './target/parts.ts';
export { parseTarget, partsOfTarget, type ReadPart, type StoredTarget, storeTarget } from './target/stored.ts';
export { syscallNames } from './target/syscalls.ts';
export { TargetError } from './target/target-error.ts';
export { parseTracepointFormat } from './target/tracepoint-format.ts';
export { type BtfSource, type FoundType, noTypes, typeTable, type TypeTable } from './target/types.ts';
export type { CgroupTable, Target, TracepointField, TracepointFormat, TracepointTable } from './target/target.ts';
export type { Binary, BinaryFunction, BinaryReference, BinaryTable } from './target/binaries.ts';
export type { AttachPoint, NameSource, StackMode } from './3-check/typed.ts';
export type { KprobePoint } from './2-bind/bound.ts';
