/**
 * Traceable functions as the kernel shows them.
 *
 * Needs: tracefs. Gives: names by module, read when they are asked for, and anew after modules came or went.
 * Reports: nothing; where the list cannot be read (no ftrace, or lockdown) there are none.
 */
import { readFileSync } from 'node:fs';
import { type FunctionTable, functionTable } from '@bpfleet/compiler';

export function liveFunctions(tracefs: string): FunctionTable {
  let modulesThen: string | null = null;
  let known: ReadonlyMap<string, readonly string[]> = new Map();
  const current = (): ReadonlyMap<string, readonly string[]> => {
    const modulesNow = readOr('/proc/modules', '');
    if (modulesNow !== modulesThen) known = parseFunctions(readOr(`${tracefs}/available_filter_functions`, ''));
    modulesThen = modulesNow;
    return known;
  };
  return functionTable({
    modules: () => [...current().keys()],
    names: (module) => current().get(module) ?? [],
  });
}

/** Lines are `name` or `name [module]`; functions whose address ftrace could not resolve have no usable name. */
export function parseFunctions(text: string): ReadonlyMap<string, readonly string[]> {
  const modules = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const match = /^(\S+)(?:\s+\[(\S+)\])?$/.exec(line);
    const name = match?.[1] ?? '';
    if (name === '' || name.startsWith('__ftrace_invalid_address__')) continue;
    const module = match?.[2] ?? 'vmlinux';
    const names = modules.get(module);
    if (names === undefined) modules.set(module, [name]);
    else names.push(name);
  }
  return modules;
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
