/**
 * Traceable functions as the kernel shows them.
 *
 * Needs: tracefs. Gives: names by module, read when they are asked for, and anew after modules came or went.
 * Reports: nothing; where the list cannot be read (no ftrace, or lockdown) there are none.
 */
import { readFileSync } from 'node:fs';
import { type FunctionTable, functionTable, type KernelFunction } from '@bpfleet/compiler';

export function liveFunctions(tracefs: string): FunctionTable {
  let modulesThen: string | null = null;
  let text = '';
  let parsed: ReadonlyMap<string, readonly string[]> | null = null;
  const read = (): string => {
    const modulesNow = readOr('/proc/modules', '');
    if (modulesNow === modulesThen) return text;
    modulesThen = modulesNow;
    parsed = null;
    text = readOr(`${tracefs}/available_filter_functions`, '');
    return text;
  };
  const all = (): ReadonlyMap<string, readonly string[]> => {
    const current = read();
    parsed ??= parseFunctions(current);
    return parsed;
  };
  return functionTable({
    modules: () => [...all().keys()],
    names: (module) => all().get(module) ?? [],
    containing: (part) => functionsContaining(read(), part),
  });
}

export function parseFunctions(text: string): ReadonlyMap<string, readonly string[]> {
  const modules = new Map<string, string[]>();
  for (const { module, name } of functionsContaining(text, '')) {
    const names = modules.get(module);
    if (names === undefined) modules.set(module, [name]);
    else names.push(name);
  }
  return modules;
}

/** Of the lines that have the part: a search through the whole text takes a hundredth of what it takes to cut it up. */
export function* functionsContaining(text: string, part: string): Generator<KernelFunction> {
  for (let at = text.indexOf(part); at !== -1 && at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const found = parseLine(text.slice(text.lastIndexOf('\n', at - 1) + 1, end));
    if (found !== null) yield found;
    at = text.indexOf(part, end + 1);
  }
}

/** `name` or `name [module]`; functions whose address ftrace could not resolve have no usable name. */
function parseLine(line: string): KernelFunction | null {
  const bracket = line.indexOf('[');
  const name = (bracket === -1 ? line : line.slice(0, bracket)).trimEnd();
  if (name === '' || /\s/.test(name) || name.startsWith('__ftrace_invalid_address__')) return null;
  return { module: bracket === -1 ? 'vmlinux' : line.slice(bracket + 1, line.lastIndexOf(']')), name };
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
