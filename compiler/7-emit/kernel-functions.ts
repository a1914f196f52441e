/**
 * How an object names the functions of the kernel that its programs call, for libbpf: an undefined symbol, and an extern function
 * in the BTF section .ksyms with the prototype that libbpf compares with the kernel's.
 *
 * Needs: encoded programs. Gives: those functions, each once; adds their types. Reports: nothing.
 */
import type { Encoded, KernelFunctionReference } from '../asm/encode.ts';
import type { BtfTypes, TypeId } from '../btf/types.ts';
import { kernelFunctionsSection } from './sections.ts';

export function kernelFunctionsOf(programs: readonly Encoded[]): readonly KernelFunctionReference[] {
  const found = new Map<string, KernelFunctionReference>();
  for (const { target } of programs.flatMap(({ references }) => references)) {
    if (target.kind === 'kernelFunction') found.set(target.name, target);
  }
  return [...found.values()];
}

/** All that are called take pointers and give an integer: of one libbpf compares only that it is one. */
export function addKernelFunctions(functions: readonly KernelFunctionReference[], int: TypeId, types: BtfTypes): void {
  if (functions.length === 0) return;
  const pointer = types.add({ kind: 'pointer', to: 0 });
  const variables = functions.map(({ name, argumentCount }) => {
    const parameters = Array.from({ length: argumentCount }, (_, at) => ({ name: `a${at}`, type: pointer }));
    const prototype = types.add({ kind: 'prototype', returns: int, parameters });
    const variable = types.add({ kind: 'function', name, prototype, linkage: 'extern' });
    return { variable, offset: 0, bytes: 0 };
  });
  // libbpf lays the section out itself.
  types.add({ kind: 'section', name: kernelFunctionsSection, bytes: 0, variables });
}
