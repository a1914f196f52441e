/**
 * Needs: a `kprobe:[module:]function[+offset]`, `kprobe:0xADDRESS` or `kretprobe:…` as written, the Target, and whether what is
 * unsafe is allowed. Gives: the functions it names, wildcards expanded. Reports: functions that are not there or not traceable,
 * forms that are none; a kernel without kprobes.
 */
import type * as Ast from '../../1-parse/ast.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import type { Reporter } from '../../diagnostics/report.ts';
import { parseIntegerLiteral } from '../../source/integer.ts';
import { hasFeature } from '../../target/features.ts';
import type { Target } from '../../target/target.ts';
import type { AttachPoint, KprobePoint } from '../bound.ts';
import { isPattern } from './glob.ts';
import { functionNames, matchingFunctions, modulesOfFunction } from './kernel-function.ts';

type Provider = KprobePoint['provider'];

/** What is written behind the provider. */
interface Place {
  /** '' where none is named. */
  readonly module: string;
  readonly name: string;
  readonly offset: bigint;
}

export function resolveKprobe(
  provider: Provider,
  point: Ast.AttachPoint,
  target: Target,
  unsafe: boolean,
  report: Reporter,
): AttachPoint[] {
  const place = readPlace(provider, point, report);
  if (place === null || !requireKprobes(point, target, report)) return [];
  if (place.name === '') return atAddress(provider, point, place.offset, unsafe, report);
  if (isPattern(place.name) || isPattern(place.module)) return matching(provider, point, place, target, report);
  if (!unsafe && !isTraceable(place, target)) {
    reportMissing(provider, point, place, target, report);
    return [];
  }
  return [{ ...attachPoint(provider, place), mechanism: 'single' }];
}

/** Whatever is wrong with the form is told here; null then. An address is a place without a name. */
function readPlace(provider: Provider, point: Ast.AttachPoint, report: Reporter): Place | null {
  const parts = point.parts.slice(1).map((part) => part.text);
  const [module, written = ''] = parts.length === 2 ? parts : ['', parts[0]];
  const match = /^(?<name>[^+]*)(?:\+(?<offset>.*))?$/.exec(written);
  const name = match?.groups?.['name'] ?? '';
  const offset = match?.groups?.['offset'] ?? null;
  const address = /^[0-9]/.test(name) ? parseIntegerLiteral(name) : null;
  const bad = (problem: string, hint: string): null => {
    report.error('bad-attach-point', point.span, `\`${point.text}\` ${problem}`, { hint });
    return null;
  };
  if (parts.length > 2 || name === '' || (parts.length === 2 && module === ''))
    return bad('needs the name of a function', `write ${provider}:vfs_read or ${provider}:MODULE:FUNCTION`);
  if (provider === 'kretprobe' && (offset !== null || address !== null))
    return bad('names a place inside a function', 'a kretprobe fires where a function returns, wherever that is');
  if (address !== null) {
    if (address.ok && parts.length === 1 && offset === null) return { module: '', name: '', offset: address.value };
    return bad('is no address', `write ${provider}:0xffffffff81234567`);
  }
  const literal = offset === null ? null : parseIntegerLiteral(offset);
  if (literal !== null && !literal.ok)
    return bad(`has an offset that is no number: ${literal.fault}`, 'write +8 or +0x8');
  if (literal !== null && isPattern(name)) return bad('has an offset behind a wildcard', 'name one function');
  return { module: module ?? '', name, offset: literal !== null && literal.ok ? literal.value : 0n };
}

/** Without BTF nobody can tell before the attempt. */
function requireKprobes(point: Ast.AttachPoint, target: Target, report: Reporter): boolean {
  if (target.types.btf('vmlinux') === null || hasFeature(target.types, 'kprobe')) return true;
  report.error('kernel-feature', point.span, `${point.text}: this kernel has no kprobes`, {
    hint: 'it was built without CONFIG_KPROBES; tracepoints and raw tracepoints need none',
    cause: 'ProbeMissing',
  });
  return false;
}

function atAddress(
  provider: Provider,
  point: Ast.AttachPoint,
  address: bigint,
  unsafe: boolean,
  report: Reporter,
): AttachPoint[] {
  if (unsafe) return [{ provider, text: point.text, module: '', name: '', offset: address, mechanism: 'single' }];
  report.error('unsafe-needed', point.span, 'a kprobe at an address may stand in the middle of an instruction', {
    hint: 'name a function and an offset, or allow it with --unsafe',
  });
  return [];
}

/** One link for all, where the kernel can and no module is named; otherwise one each. */
function matching(
  provider: Provider,
  point: Ast.AttachPoint,
  place: Place,
  target: Target,
  report: Reporter,
): AttachPoint[] {
  const functions = matchingFunctions(target, place.module === '' ? '*' : place.module, place.name);
  if (functions.length === 0)
    report.error('no-matches', point.span, `no traceable function matches ${point.text}`, { cause: 'ProbeMissing' });
  const mechanism = place.module === '' && hasFeature(target.types, 'kprobe_multi') ? 'multi' : 'single';
  return functions.map(({ module, name }) => {
    const named = { module: place.module === '' ? '' : module, name, offset: 0n };
    return { ...attachPoint(provider, named), mechanism };
  });
}

function attachPoint(provider: Provider, place: Place): Omit<KprobePoint, 'mechanism'> {
  const module = place.module === '' ? '' : `${place.module}:`;
  const offset = place.offset === 0n ? '' : `+${place.offset}`;
  return { provider, text: `${provider}:${module}${place.name}${offset}`, ...place };
}

/** Where the kernel does not list its functions, those with a prototype are taken for traceable. */
function isTraceable({ module, name }: Place, target: Target): boolean {
  if (modulesOfFunction(target, module === '' ? '*' : module, name).length > 0) return true;
  if (target.functions.modules().length > 0) return false;
  return target.types.modules().length === 0 || target.types.find('function', name) !== null;
}

function reportMissing(
  provider: Provider,
  point: Ast.AttachPoint,
  { module, name }: Place,
  target: Target,
  report: Reporter,
): void {
  const cause = 'ProbeMissing';
  const elsewhere = target.functions.modulesOf(name);
  if (module !== '' && elsewhere.length > 0) {
    const names = elsewhere.map((owner) => `${provider}:${owner}:${name}`);
    const message = `there is no function ${name} in the module ${module}, or it is not loaded`;
    return report.error('unknown-probe', point.span, message, { hint: didYouMean(names), cause });
  }
  const names = target.functions.modules().length > 0 ? functionNames(target) : functionsWithPrototype(target);
  report.error('unknown-probe', point.span, `${name} is not traceable: it does not exist, is inlined, or forbids it`, {
    hint: didYouMean(closest(name, names).map((close) => `${provider}:${close}`)),
    cause,
  });
}

function* functionsWithPrototype(target: Target): Generator<string> {
  yield* target.types.btf('vmlinux')?.names('function') ?? [];
}
