/**
 * Prototypes of what programs typed by BTF stand on.
 *
 * Needs: the types of a kernel, and the name of a function or event with its module. Gives: its parameters as the program gets
 * them, each with its place. Reports: nothing; null where BTF has none.
 */
import type { CType, FunctionType, Parameter, PlainType } from '../ctypes/ctype.ts';
import { resolve, sizeOf } from '../ctypes/query.ts';
import type { TypeTable } from './types.ts';

/** Each event has a `typedef void (*btf_trace_EVENT)(void *, …)` (include/trace/bpf_probe.h). */
export const rawTracepointPrefix = 'btf_trace_';

export interface Prototype {
  readonly parameters: readonly PlacedParameter[];
  readonly returns: CType;
  /** The place behind the parameters: what a function returned, at its end. */
  readonly returnSlot: number;
}

export interface PlacedParameter extends Parameter {
  /** In the program's context, in units of 8 bytes. */
  readonly slot: number;
}

/** Functions that the kernel makes for each event, with the event's prototype: these have names for the parameters. */
const namedPrefixes = ['__traceiter_', '__probestub_', '__bpf_trace_'] as const;

/** Without the first parameter, which is the kernel's own. */
export function rawTracepointPrototype(types: TypeTable, module: string, event: string): Prototype | null {
  const btf = types.btf(module);
  if (btf === null) return null;
  const named = namedPrefixes.map((prefix) => btf.find('function', prefix + event)).find((type) => type !== null);
  const type = named ?? btf.find('typedef', rawTracepointPrefix + event);
  const prototype = type === null ? null : behindPointer(type);
  return prototype?.kind === 'function' ? placed(prototype, prototype.parameters.slice(1)) : null;
}

function behindPointer(type: CType): PlainType {
  const plain = resolve(type);
  return plain.kind === 'pointer' ? resolve(plain.to) : plain;
}

export function functionPrototype(types: TypeTable, module: string, name: string): Prototype | null {
  const type = types.btf(module)?.find('function', name) ?? null;
  return type?.kind === 'function' ? placed(type, type.parameters) : null;
}

/** Structs by value take as many places as they have words. */
function placed({ returns }: FunctionType, parameters: readonly Parameter[]): Prototype {
  let slot = 0;
  const result: PlacedParameter[] = [];
  for (const { name, type } of parameters) {
    result.push({ name, type, slot });
    slot += Math.max(1, Math.ceil((sizeOf(type) ?? 0) / 8));
  }
  return { parameters: result, returns, returnSlot: slot };
}
