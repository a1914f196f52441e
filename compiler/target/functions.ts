/**
 * Functions of a kernel that can be traced.
 *
 * Needs: names by module, asked for when they are first needed. Gives: lookup by name, and lists for wildcards.
 * Reports: nothing.
 */

export interface FunctionTable {
  /** With traceable functions; `vmlinux` first. Empty where the kernel does not say which they are. */
  modules(): readonly string[];
  /** Sorted, each once. */
  names(module: string): readonly string[];
  /** The modules that have a function of this name, `vmlinux` first. */
  modulesOf(name: string): readonly string[];
  /** Functions whose names contain a text: sorted within each module, `vmlinux` first, each once. */
  containing(part: string): readonly KernelFunction[];
}

export interface KernelFunction {
  readonly module: string;
  readonly name: string;
}

export interface FunctionSource {
  modules(): readonly string[];
  /** Any order; names may come more than once. */
  names(module: string): readonly string[];
  /** Where that is cheaper than by all names: functions whose names contain a text, and perhaps others, in any order. */
  containing?(part: string): Iterable<KernelFunction>;
}

export const noFunctions: FunctionSource = { modules: () => [], names: () => [] };

export function functionTable(source: FunctionSource): FunctionTable {
  const loaded = new Map<string, { readonly names: readonly string[]; readonly set: ReadonlySet<string> }>();
  const load = (module: string): { readonly names: readonly string[]; readonly set: ReadonlySet<string> } => {
    const known = loaded.get(module);
    if (known !== undefined) return known;
    const set = new Set(source.names(module));
    const made = { names: [...set].toSorted(), set };
    loaded.set(module, made);
    return made;
  };
  const modules = (): readonly string[] => vmlinuxFirst(source.modules());
  const containing = (part: string): readonly KernelFunction[] => {
    const some = source.containing?.(part);
    if (some !== undefined) return inOrder(Iterator.from(some).filter(({ name }) => name.includes(part)));
    return modules().flatMap((module) =>
      load(module)
        .names.filter((name) => name.includes(part))
        .map((name) => ({ module, name })),
    );
  };
  return {
    modules,
    names: (module) => load(module).names,
    modulesOf: (name) =>
      source.containing === undefined
        ? modules().filter((module) => load(module).set.has(name))
        : containing(name)
            .filter((found) => found.name === name)
            .map(({ module }) => module),
    containing,
  };
}

function inOrder(functions: Iterable<KernelFunction>): readonly KernelFunction[] {
  const byModule = new Map<string, Set<string>>();
  for (const { module, name } of functions) {
    const names = byModule.get(module) ?? new Set();
    byModule.set(module, names.add(name));
  }
  return vmlinuxFirst([...byModule.keys()]).flatMap((module) =>
    [...(byModule.get(module) ?? [])].toSorted().map((name) => ({ module, name })),
  );
}

/** The kernel itself is the module of this name, as in /sys/kernel/btf. */
export const vmlinux = 'vmlinux';

export function vmlinuxFirst(names: readonly string[]): readonly string[] {
  const others = names.filter((name) => name !== vmlinux).toSorted();
  return names.includes(vmlinux) ? [vmlinux, ...others] : others;
}
