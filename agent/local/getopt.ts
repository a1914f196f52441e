/**
 * Arguments as the C library's getopt_long() reads them: options and other arguments in any order, `-lv` for `-l -v`, `-ofile`,
 * `--name=value`, long names cut short as far as they stay clear, and nothing but arguments behind `--`.
 *
 * Needs: the arguments and the table of options. Gives: one item after the other, so that whoever has heard enough may stop.
 * Reports: UsageError.
 */
import { type OptionSpec, optionSpecs } from './options.ts';
import { UsageError } from './usage.ts';

export type Item =
  /** `value`: '' for an option that takes none. */
  | { readonly kind: 'option'; readonly spec: OptionSpec; readonly value: string }
  | { readonly kind: 'positional'; readonly text: string; readonly behindDashes: boolean };

export function* readOptions(argv: readonly string[]): Generator<Item> {
  const waiting = [...argv];
  for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
    if (text === '--') {
      for (const rest of waiting) yield { kind: 'positional', text: rest, behindDashes: true };
      return;
    }
    if (text.startsWith('--')) yield longOption(text, waiting);
    else if (text.startsWith('-') && text !== '-') yield* shortOptions(text.slice(1), waiting);
    else yield { kind: 'positional', text, behindDashes: false };
  }
}

function longOption(text: string, waiting: string[]): Item {
  const equals = text.indexOf('=');
  const written = equals === -1 ? text : text.slice(0, equals);
  const spec = specNamed(written);
  if (spec.argument === null) {
    if (equals !== -1) throw new UsageError(`option '--${spec.long}' takes no argument`);
    return { kind: 'option', spec, value: '' };
  }
  return { kind: 'option', spec, value: equals === -1 ? argumentOf(spec, written, waiting) : text.slice(equals + 1) };
}

function specNamed(written: string): OptionSpec {
  const name = written.slice(2);
  const begin = optionSpecs.filter(({ long }) => long?.startsWith(name));
  const spec = begin.find(({ long }) => long === name) ?? begin[0];
  if (spec === undefined) throw new UsageError(`unrecognized option '${written}'; --help shows those there are`);
  if (spec.long !== name && begin.length > 1) {
    const names = begin.map(({ long }) => `--${long}`).join(', ');
    throw new UsageError(`option '${written}' is ambiguous: it could be ${names}`);
  }
  return spec;
}

/** `letters`: behind the dash; behind one that takes an argument what is left is that. */
function* shortOptions(letters: string, waiting: string[]): Generator<Item> {
  for (let at = 0; at < letters.length; at += 1) {
    const written = `-${letters[at]}`;
    const spec = optionSpecs.find(({ short }) => short === letters[at]);
    if (spec === undefined) throw new UsageError(`unrecognized option '${written}'; --help shows those there are`);
    if (spec.argument === null) {
      yield { kind: 'option', spec, value: '' };
      continue;
    }
    const rest = letters.slice(at + 1);
    yield { kind: 'option', spec, value: rest === '' ? argumentOf(spec, written, waiting) : rest };
    return;
  }
}

function argumentOf(spec: OptionSpec, written: string, waiting: string[]): string {
  const value = waiting.shift();
  if (value === undefined) throw new UsageError(`option '${written}' needs an argument: ${written} ${spec.argument}`);
  return value;
}
