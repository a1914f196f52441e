export type * from './schema.ts';
export { bucketIndex, bucketsOf, indexOf, isScale, maxLinearSteps, rangeOf, type Scale, scaleOf } from './buckets.ts';
export { addLosses, describeLosses, isLossless, noLosses } from './losses.ts';
export { emptyTable, lookup, rowsOf, type Table, tableOf } from './table.ts';
export { zeroDatum } from './canonical/datum.ts';
export { type KeyId, keyBytes, keyId } from './canonical/key.ts';
export { emptyKeys, emptyRows, encodeKeys, encodeRows } from './canonical/encode.ts';
export { type DecodedKey, type DecodeLimits, decodeKeys, decodeRows, defaultDecodeLimits } from './canonical/decode.ts';
export { DecodeError, type DecodeErrorCode } from './canonical/decode-error.ts';
export { mergeTables } from './merge/merge.ts';
export { saturate } from './merge/saturate.ts';
export { isSubtractable, subtractTable } from './merge/subtract.ts';
export {
  type Contribution,
  type Contributor,
  type Folded,
  fold,
  isPerNode,
  mergedSchema,
  withNode,
  withNodeColumn,
} from './merge/fold.ts';
export { applyPatch, diff, diffInPieces, type Patch } from './snapshot/patch.ts';
export {
  type Acceptance,
  acceptSnapshot,
  emptyLedger,
  type FoldedLedger,
  foldLedger,
  type Held,
  heldSnapshots,
  type Ledger,
  type MapPatch,
  restoreLedger,
  type Snapshot,
} from './snapshot/ledger.ts';
export {
  acceptRound,
  emptyRounds,
  foldRounds,
  keptTicks,
  lateRecords,
  type Round,
  type RoundAcceptance,
  type RoundRecord,
  type Rounds,
  wasReset,
} from './rounds/rounds.ts';
export {
  acceptsArgument,
  type Conversion,
  type ConversionSpec,
  type Format,
  type FormatError,
  type FormatPart,
  parseFormat,
} from './printf-format.ts';
export { conversionText, formatPrintf } from './render/printf.ts';
export type { ByteText } from './render/text.ts';
export { rawText, type RenderOptions, renderMap, safeText } from './render/map.ts';
export {
  renderAttachedJson,
  renderLostEventsJson,
  renderMapJson,
  renderMessageJson,
  renderTextJson,
  renderValuesJson,
} from './render/json.ts';
export { averageOf } from './render/average.ts';
export { renderValues, valueText } from './render/values.ts';
export { noTime } from './render/series.ts';
export { strftime } from './render/strftime.ts';
export { escapeBytes } from './render/escape.ts';
export { type Gap, type JobResult, jobResult, type MapResult } from './job/result.ts';
export { fromJson, type JobResultJson, toJson } from './job/json.ts';
export { renderJob, renderRound } from './job/render.ts';
