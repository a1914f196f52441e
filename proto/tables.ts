/** The shape of gen/messages.ts's tables: what codec.ts needs to know of a message to convert it. */

export interface MessageTable {
  /** One oneof and nothing else: { kind, value }. */
  readonly union: boolean;
  readonly fields: readonly FieldTable[];
}

export interface FieldTable {
  readonly id: number;
  readonly name: string;
  readonly type: 'string' | 'bytes' | 'bool' | 'uint32' | 'uint64' | 'enum' | 'message';
  /** Name of the message or enum; null for the others. */
  readonly of: string | null;
  readonly repeated: boolean;
}

/** Names by wire value. */
export type EnumTable = readonly string[];
