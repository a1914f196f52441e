/**
 * What `-l` lists: the probes of a kernel by pattern, C types, and the probes that a script would attach.
 *
 * Needs: the Target, a pattern or a script. Gives: names in the order in which they are shown, each with its arguments on
 * request. Reports: nothing; what matches nothing is empty.
 */
import { isPattern, matches } from './2-bind/attach/glob.ts';
import type { AttachPoint } from './2-bind/bound.ts';
import { type CountingProvider, countingEventNames } from './builtins/perf-events.ts';
import { findProvider, type Provider } from './builtins/providers.ts';
import { phases } from './compile.ts';
import type { Parameter } from './ctypes/ctype.ts';
import { formatCType, formatDefinition } from './ctypes/format.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import type { Policy } from './policy.ts';
import type { Source } from './source/source.ts';
import { rawTracepointPrefix, rawTracepointPrototype } from './target/prototypes.ts';
import type { Target, TracepointField } from './target/target.ts';

export interface ListedProbe {
  readonly name: string;
  /** Declarations of its arguments, one each, in the form of their source. */
  readonly parameters: () => readonly string[];
}

/** What one provider has to list. */
interface Catalogue {
  /** Not only when its provider is named. */
  readonly always: boolean;
  /** Behind `provider:`, sorted. Attach points that take a count end with a colon. */
  readonly names: (target: Target) => readonly string[];
  readonly parameters: (target: Target, name: string) => readonly string[];
}

const none = (): readonly string[] => [];
const timer: Catalogue = { always: false, names: () => ['hz:', 'ms:', 's:', 'us:'], parameters: none };

function counting(provider: CountingProvider): Catalogue {
  const names = countingEventNames(provider).map((name) => `${name}:`);
  return { always: true, names: () => names.toSorted(), parameters: none };
}

/** `module:function` of what can be traced; the side of the return only when that is asked for. */
function functions(always: boolean, needsBtf: boolean): Catalogue {
  const names = ({ functions: table, types }: Target): readonly string[] =>
    needsBtf && types.modules().length === 0
      ? []
      : table.modules().flatMap((module) => table.names(module).map((name) => `${module}:${name}`));
  return { always, names, parameters: functionParameters };
}

function functionParameters({ types }: Target, name: string): readonly string[] {
  const [module = '', fn = ''] = name.split(':');
  const type = types.btf(module)?.find('function', fn);
  return type?.kind === 'function' ? type.parameters.map(parameterText) : [];
}

/** The type, then the name, also where C would put the name inside: `struct file * file`. */
function parameterText({ type, name }: Parameter): string {
  return `${formatCType(type)} ${name}`;
}

const rawTracepoints: Catalogue = {
  always: true,
  names: ({ types }) =>
    types.modules().flatMap((module) => {
      const names = [...(types.btf(module)?.names('typedef') ?? [])].filter((name) =>
        name.startsWith(rawTracepointPrefix),
      );
      return [...new Set(names)].toSorted().map((name) => `${module}:${name.slice(rawTracepointPrefix.length)}`);
    }),
  parameters: ({ types }, name) => {
    const [module = '', event = ''] = name.split(':');
    const prototype = rawTracepointPrototype(types, module, event);
    return (prototype?.parameters ?? []).map(parameterText);
  },
};

/** In the order of the listing. */
const catalogues: readonly (readonly [provider: Provider, catalogue: Catalogue])[] = [
  ['fentry', functions(true, true)],
  ['fexit', functions(false, true)],
  ['hardware', counting('hardware')],
  ['interval', timer],
  ['kprobe', functions(true, false)],
  ['kretprobe', functions(false, false)],
  ['profile', timer],
  ['rawtracepoint', rawTracepoints],
  ['self', { always: false, names: () => ['signal:SIGUSR1'], parameters: none }],
  ['software', counting('software')],
  [
    'tracepoint',
    {
      always: true,
      names: ({ tracepoints }) => tracepoints.names(),
      parameters: tracepointParameters,
    },
  ],
];

/** `pattern`: comma-separated `provider:name` with wildcards, or words for every provider; null for everything. */
export function listProbes(target: Target, pattern: string | null): readonly ListedProbe[] {
  const wanted = pattern === null ? [null] : pattern.split(',').map((part) => part.trim());
  return wanted.flatMap((part) => [
    ...catalogues.flatMap(([provider, catalogue]) => listOf(target, provider, catalogue, part)),
    ...listFunctions(target, part),
  ]);
}

/** `uprobe:BINARY:FUNCTION`; the functions of a machine's binaries are listed for no wider pattern. */
function listFunctions({ binaries }: Target, pattern: string | null): ListedProbe[] {
  const match = /^(\w+):(.*):([^:]*)$/.exec(pattern ?? '');
  const [, head = '', binary = '', name = ''] = match ?? [];
  const provider = findProvider(head);
  if (binaries === null || (provider !== 'uprobe' && provider !== 'uretprobe')) return [];
  return binaries.find(binary).flatMap((file) => {
    const names = file.problem === null ? file.functions().map((one) => one.name) : [];
    const found = [...new Set(names.filter((one) => matches(name, one)))];
    return found.map((one) => ({ name: `${provider}:${file.reference.path}:${one}`, parameters: none }));
  });
}

function listOf(target: Target, provider: Provider, catalogue: Catalogue, pattern: string | null): ListedProbe[] {
  const test = testOf(provider, catalogue, pattern);
  if (test === null) return [];
  return catalogue
    .names(target)
    .filter(test)
    .map((name) => ({ name: `${provider}:${name}`, parameters: () => catalogue.parameters(target, name) }));
}

const withModules: ReadonlySet<Provider> = new Set(['kprobe', 'kretprobe', 'fentry', 'fexit', 'rawtracepoint']);

/** Whether a name behind `provider:` is meant; null when nothing of this provider is. */
function testOf(provider: Provider, { always }: Catalogue, pattern: string | null): ((name: string) => boolean) | null {
  if (pattern === null) return always ? () => true : null;
  const colon = pattern.indexOf(':');
  if (colon === -1) {
    // A word: the last part of a name.
    if (!always || pattern === '') return null;
    return (name) => {
      const last = name.slice(name.lastIndexOf(':', name.length - 2) + 1);
      return matches(pattern, last) || matches(`${pattern}:`, last);
    };
  }
  // What is left empty is anything.
  const [head, rest] = [pattern.slice(0, colon) || '*', pattern.slice(colon + 1) || '*'];
  const named = isPattern(head) ? matches(head.toLowerCase(), provider) && always : findProvider(head) === provider;
  if (!named) return null;
  // The module of a function may be left out.
  const inModule = withModules.has(provider) && !rest.includes(':');
  return (name) => matches(inModule ? `*:${rest}` : rest, name) || matches(`${rest}:`, name);
}

function tracepointParameters({ tracepoints }: Target, name: string): readonly string[] {
  const colon = name.indexOf(':');
  const format = tracepoints.format(name.slice(0, colon), name.slice(colon + 1));
  return (format?.fields ?? []).map(declarationOf);
}

function declarationOf({ type, name, arrayLength }: TracepointField): string {
  return `${type} ${name}${arrayLength === null ? '' : `[${arrayLength}]`}`;
}

/**
 * `struct NAME`, `union NAME`, `enum NAME` with wildcards: the names, or every definition with the module it is from. Null for no
 * such pattern.
 */
export function listTypes(target: Target, pattern: string, definitions: boolean): readonly string[] | null {
  const match = /^(struct|union|enum)\s+(\S+)$/.exec(pattern.trim());
  const [, kind, name = ''] = match ?? [];
  if (kind !== 'struct' && kind !== 'union' && kind !== 'enum') return null;
  const found = target.types.modules().flatMap((module) => {
    const btf = target.types.btf(module);
    const names =
      btf === null ? [] : isPattern(name) ? [...btf.names(kind)].filter((one) => matches(name, one)) : [name];
    return names.flatMap((one) => {
      const type = btf?.find(kind, one) ?? null;
      if (type?.kind !== kind) return [];
      return [definitions ? `${module}: ${formatDefinition(type)};\n` : `${kind} ${one}`];
    });
  });
  return definitions ? found : [...new Set(found)].toSorted();
}

export interface ListedScript {
  /** Null when there is an error among the diagnostics. */
  readonly probes: readonly ListedProbe[] | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** The probes that a script attaches; begin and end are no probes of the kernel. */
export function listScript(source: Source, target: Target, policy: Policy): ListedScript {
  const diagnostics: Diagnostic[] = [];
  for (const stage of phases(source, target, policy, diagnostics)) {
    if (stage.kind !== 'bound') continue;
    const points = stage.program.probes.flatMap(({ attachPoints }) => attachPoints);
    return { probes: points.flatMap((point) => listedPoint(target, point)), diagnostics };
  }
  return { probes: null, diagnostics };
}

function listedPoint(target: Target, { provider, text }: AttachPoint): ListedProbe[] {
  const catalogue = catalogues.find(([name]) => name === provider)?.[1];
  if (provider === 'begin' || provider === 'end') return [];
  if (catalogue === undefined) return [{ name: text, parameters: none }];
  const name = text.slice(text.indexOf(':') + 1);
  const listed = catalogue.names(target).find((one) => one.endsWith(':') && `${name}:`.startsWith(one)) ?? name;
  return [{ name: `${provider}:${listed}`, parameters: () => catalogue.parameters(target, name) }];
}
