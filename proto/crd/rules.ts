/** CEL rules as they stand in the CRD (x-kubernetes-validations); `oldSelf` makes one a rule about updates. */
export interface Rule {
  readonly rule: string;
  readonly message: string;
}

export const rulesKey = 'x-kubernetes-validations';

export function rules(...list: readonly Rule[]): Record<string, unknown> {
  return { [rulesKey]: list };
}

/** Of a string in Go's duration format. */
export function durationBetween(least: string, most: string): Rule {
  return {
    rule: `duration(self) >= duration('${least}') && duration(self) <= duration('${most}')`,
    message: `must be a duration from ${least} to ${most}, such as 90s, 1m30s or 500ms`,
  };
}

/** One rule for each field, so that the message can name it. */
export function onlyMutable(immutable: readonly string[]): readonly Rule[] {
  return immutable.map((field) => ({
    rule: `has(self.${field}) == has(oldSelf.${field}) && (!has(self.${field}) || self.${field} == oldSelf.${field})`,
    message: `${field} cannot change once the job exists: make a new job`,
  }));
}
