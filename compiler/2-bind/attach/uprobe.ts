/**
 * Needs: `uprobe:binary:function`, with `+offset`, an address, wildcards, `cpp:` before a C++ name, or without a binary where
 * one process is traced; the same for uretprobe. Gives: the instructions that are meant. Reports: binaries and functions that
 * are not there, with the names that come close, and offsets outside a function.
 */
import type * as Ast from '../../1-parse/ast.ts';
import type { Reporter } from '../../diagnostics/report.ts';
import { parseIntegerLiteral } from '../../source/integer.ts';
import type { Binary } from '../../target/binaries.ts';
import type { Target } from '../../target/target.ts';
import type { AttachPoint } from '../bound.ts';
import { type FunctionPattern, matchFunctions, suggestFunction } from './functions.ts';
import { isPattern } from './glob.ts';

type Provider = 'uprobe' | 'uretprobe';

/** An attach point taken apart. */
interface Written {
  readonly provider: Provider;
  readonly point: Ast.AttachPoint;
  /** Null: whatever the traced process has mapped. */
  readonly binary: Ast.Name | null;
  readonly place:
    | { readonly kind: 'address'; readonly address: bigint; readonly span: Ast.Name }
    | ({ readonly kind: 'function'; readonly offset: bigint; readonly span: Ast.Name } & FunctionPattern);
}

export function resolveUprobe(
  provider: Provider,
  point: Ast.AttachPoint,
  target: Target,
  report: Reporter,
): AttachPoint[] {
  const written = takeApart(provider, point, report);
  if (written === null) return [];
  const { binaries } = target;
  if (binaries === null) return [unresolved(written)];
  const found = written.binary === null ? binaries.mapped() : binaries.find(written.binary.text);
  if (found === null) {
    reportForm(provider, point, report);
    return [];
  }
  const readable = found.filter(({ problem }) => problem === null);
  if (readable.length === 0) {
    reportBinary(written, found, report);
    return [];
  }
  const before = report.diagnostics.length;
  const resolved = readable.flatMap((binary) => resolveIn(binary, written, report));
  if (resolved.length === 0 && report.diagnostics.length === before) reportFunction(written, readable, report);
  return resolved;
}

function takeApart(provider: Provider, point: Ast.AttachPoint, report: Reporter): Written | null {
  const parts = point.parts.slice(1);
  const cpp = parts.findIndex((part) => part.text === 'cpp');
  const isCpp = cpp === 0 || cpp === 1;
  const [binary, name] = isCpp
    ? [parts.slice(0, cpp)[0] ?? null, joined(parts.slice(cpp + 1))]
    : parts.length === 1
      ? [null, parts[0] ?? null]
      : [parts[0] ?? null, parts[1] ?? null];
  if (name === null || name.text === '' || binary?.text === '' || (!isCpp && parts.length > 2)) {
    reportForm(provider, point, report);
    return null;
  }
  const place = readPlace(provider, name, isCpp, report);
  return place === null ? null : { provider, point, binary, place };
}

/** C++ names have colons, also where nobody wrote quotes around them. */
function joined(parts: readonly Ast.Name[]): Ast.Name | null {
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined) return null;
  return { text: parts.map(({ text }) => text).join(':'), span: { start: first.span.start, end: last.span.end } };
}

function readPlace(provider: Provider, name: Ast.Name, cpp: boolean, report: Reporter): Written['place'] | null {
  const address = parseIntegerLiteral(name.text);
  if (address.ok && !cpp) return { kind: 'address', address: address.value, span: name };
  const plus = cpp ? -1 : name.text.lastIndexOf('+');
  if (plus === -1) return { kind: 'function', pattern: name.text, cpp, offset: 0n, span: name };
  const offset = parseIntegerLiteral(name.text.slice(plus + 1));
  const problem = !offset.ok
    ? `\`${name.text.slice(plus + 1)}\` is no offset`
    : provider === 'uretprobe'
      ? 'a uretprobe takes no offset: functions return from wherever they are'
      : isPattern(name.text)
        ? 'an offset cannot stand behind a wildcard'
        : null;
  if (offset.ok && problem === null)
    return { kind: 'function', pattern: name.text.slice(0, plus), cpp, offset: offset.value, span: name };
  report.error('bad-attach-point', name.span, problem ?? '', {
    hint: `write ${provider}:binary:function${provider === 'uprobe' ? '+4' : ''}`,
  });
  return null;
}

/** The binary is on machines that are not here. */
function unresolved({ provider, point, binary }: Written): AttachPoint {
  const parts = point.parts.slice(1).map((part) => part.text);
  return {
    provider,
    text: [provider, ...parts].join(':'),
    binary: { path: binary?.text ?? '', root: '/', identity: '' },
    offset: 0n,
  };
}

function resolveIn(binary: Binary, { provider, place }: Written, report: Reporter): AttachPoint[] {
  const { reference } = binary;
  const prefix = `${provider}:${reference.path}`;
  if (place.kind === 'address') {
    const offset = binary.offsetOf(place.address);
    if (offset !== null) return [{ provider, text: `${prefix}:${place.address}`, binary: reference, offset }];
    const message = `the address 0x${place.address.toString(16)} is outside the code of ${reference.path}`;
    report.error('unknown-probe', place.span.span, message, { cause: 'ProbeMissing' });
    return [];
  }
  return matchFunctions(binary, place).flatMap(({ name, offset, size }): AttachPoint[] => {
    if (place.offset > 0n && place.offset >= size) {
      const message = `the offset is outside \`${name}\`, which has ${size} bytes in ${reference.path}`;
      report.error('unknown-probe', place.span.span, message, { cause: 'ProbeMissing' });
      return [];
    }
    const behind = place.offset === 0n ? '' : `+${place.offset}`;
    const text = `${prefix}:${place.cpp ? 'cpp:' : ''}${name}${behind}`;
    return [{ provider, text, binary: reference, offset: offset + place.offset }];
  });
}

function reportForm(provider: Provider, point: Ast.AttachPoint, report: Reporter): void {
  report.error('bad-attach-point', point.span, `\`${point.text}\` needs a binary and a function`, {
    hint: `write ${provider}:/bin/bash:readline, ${provider}:libc:malloc, ${provider}:./program:cpp:"ns::f" or, with -p, ${provider}:malloc`,
  });
}

function reportBinary({ binary, point }: Written, found: readonly Binary[], report: Reporter): void {
  const [first] = found;
  const span = binary?.span ?? point.span;
  const options = { cause: 'ProbeMissing' } as const;
  if (first !== undefined)
    return report.error('unknown-probe', span, `cannot use ${first.reference.path}: ${first.problem}`, options);
  if (binary === null) return report.error('unknown-probe', span, 'the traced process has mapped no binary', options);
  if (isPattern(binary.text)) return report.error('no-matches', span, `no binary matches ${binary.text}`, options);
  const hint = binary.text.includes('/')
    ? 'is the path right, and the file there on this machine?'
    : 'it is no program on the PATH and no library that the dynamic linker knows: give its path';
  return report.error('unknown-probe', span, `there is no binary \`${binary.text}\``, { ...options, hint });
}

function reportFunction({ point, place }: Written, binaries: readonly Binary[], report: Reporter): void {
  const [first] = binaries;
  if (place.kind === 'address' || first === undefined) return;
  const where = binaries.length === 1 ? first.reference.path : `any of ${binaries.length} binaries`;
  const cause = 'ProbeMissing';
  if (isPattern(place.pattern))
    return report.error('no-matches', point.span, `no function of ${where} matches ${place.pattern}`, { cause });
  const hint =
    suggestFunction(first, place) ??
    (first.functions().length === 0 ? 'it has no symbols: install its debug file, or give an address' : null);
  return report.error('unknown-probe', place.span.span, `there is no function \`${place.pattern}\` in ${where}`, {
    cause,
    hint,
  });
}
