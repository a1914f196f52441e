/** Checks of JSON from anywhere. Each throws TargetError, naming the place, for what cannot stand there. */
import { TargetError } from './target-error.ts';

export function expect(condition: boolean, where: string, problem: string): asserts condition {
  if (!condition) throw new TargetError(where, problem);
}

export function record(where: string, value: unknown): Readonly<Record<string, unknown>> {
  expect(
    typeof value === 'object' && value !== null && !Array.isArray(value),
    where,
    `is ${show(value)}; must be an object`,
  );
  return value as Readonly<Record<string, unknown>>;
}

export function array(where: string, value: unknown, max: number): readonly unknown[] {
  expect(Array.isArray(value) && value.length <= max, where, `must be a list of at most ${max}`);
  return value;
}

export function word(where: string, value: unknown): string {
  expect(
    typeof value === 'string' && value.length > 0 && value.length <= 400,
    where,
    `is ${show(value)}; must be a text of 1 to 400 characters`,
  );
  return value;
}

export function integer(where: string, value: unknown, min: number, max: number): number {
  expect(
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max,
    where,
    `is ${show(value)}; must be a whole number from ${min} to ${max}`,
  );
  return value;
}

export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
