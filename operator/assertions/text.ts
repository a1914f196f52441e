/**
 * A value of CEL for people.
 *
 * Needs: what an expression came to. Gives: one short line that is safe on a terminal: strings are what traced programs chose.
 */
import { escapeBytes } from '@bpfleet/results';

const maxString = 64;
const maxParts = 6;

export function celText(value: unknown): string {
  if (typeof value === 'string') return `"${quoted(value)}"`;
  if (Array.isArray(value)) return `[${list(value.map(celText))}]`;
  if (value instanceof Map) return `{${list([...value.keys()].map(String))}}`;
  if (isObject(value)) return `{${list(Object.entries(value).map(([name, part]) => `${name}: ${celText(part)}`))}}`;
  return String(value);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function list(parts: readonly string[]): string {
  return parts.slice(0, maxParts).join(', ') + (parts.length > maxParts ? `, … ${parts.length} in all` : '');
}

function quoted(text: string): string {
  const cut = text.length > maxString ? `${text.slice(0, maxString)}…` : text;
  const escaped = Buffer.from(escapeBytes(Buffer.from(cut)), 'latin1').toString('utf8');
  return escaped.replaceAll('"', String.raw`\"`);
}
