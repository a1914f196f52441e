/** JSON with bigint, for columns that only this database reads: { "$n": "12" } stands for 12n. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? { $n: item.toString() } : item));
}

export function fromJson(text: string): unknown {
  return JSON.parse(text, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null || !('$n' in item) || typeof item.$n !== 'string') return item;
    return BigInt(item.$n);
  });
}
