/** BTF types, as far as we write them: Documentation/bpf/btf.rst. */

/** 1-based position in the list of types; 0 is void. */
export type TypeId = number;

export type Linkage = 'static' | 'global' | 'extern';

export interface BtfMember {
  readonly name: string;
  readonly type: TypeId;
  readonly offsetBits: number;
}

export type BtfType =
  | { readonly kind: 'int'; readonly name: string; readonly bytes: number; readonly signed: boolean }
  | { readonly kind: 'pointer'; readonly to: TypeId }
  | { readonly kind: 'array'; readonly element: TypeId; readonly index: TypeId; readonly length: number }
  /** An anonymous struct has the name ''. */
  | { readonly kind: 'struct'; readonly name: string; readonly bytes: number; readonly members: readonly BtfMember[] }
  | {
      readonly kind: 'prototype';
      readonly returns: TypeId;
      readonly parameters: readonly { readonly name: string; readonly type: TypeId }[];
    }
  /** Static as the kernel wants of callbacks; extern: a function of the kernel. */
  | { readonly kind: 'function'; readonly name: string; readonly prototype: TypeId; readonly linkage: Linkage }
  /** A global variable. */
  | { readonly kind: 'variable'; readonly name: string; readonly type: TypeId }
  /** The variables of one ELF section. */
  | {
      readonly kind: 'section';
      readonly name: string;
      readonly bytes: number;
      readonly variables: readonly BtfSectionVariable[];
    };

export interface BtfSectionVariable {
  readonly variable: TypeId;
  readonly offset: number;
  readonly bytes: number;
}

/** Collects types and hands out their ids. */
export class BtfTypes {
  readonly list: BtfType[] = [];

  add(type: BtfType): TypeId {
    return this.list.push(type);
  }
}
