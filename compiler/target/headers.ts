/** Header files of a machine, for `#include` at the top of scripts. */
export interface HeaderTable {
  /** `from`: the path of the file that includes it by `"…"`, '' for the script; null for `<…>`. Null when it is not there. */
  find(name: string, from: string | null): Header | null;
}

export interface Header {
  readonly path: string;
  readonly text: string;
}
