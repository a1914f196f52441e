/** What a script has computed and printed so far. Maps stay from probe to probe, variables do not. */
export interface State {
  variables: Map<string, bigint>;
  map(name: string): Map<string, bigint>;
  readonly output: string[];
  exitCode: number | null;
}

export function newState(): State {
  const maps = new Map<string, Map<string, bigint>>();
  const map = (name: string): Map<string, bigint> => {
    const found = maps.get(name) ?? new Map<string, bigint>();
    maps.set(name, found);
    return found;
  };
  return { variables: new Map(), map, output: [], exitCode: null };
}
