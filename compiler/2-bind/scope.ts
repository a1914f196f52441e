/**
 * Block scopes of $variables. A name is visible from its declaration to the end of its block; it cannot be declared
 * again while it is visible.
 */
import type { Span } from '../source/source.ts';
import type * as Ast from '../1-parse/ast.ts';
import type { BoundVariable } from './bound.ts';

export interface VariableState {
  readonly bound: BoundVariable;
  assigned: boolean;
  /** Declared by `let`, so that it can be without a value. */
  readonly byLet: boolean;
}

export class Scopes {
  readonly #blocks: Map<string, VariableState>[] = [];
  readonly all: VariableState[] = [];

  enter(): void {
    this.#blocks.push(new Map());
  }

  leave(): void {
    this.#blocks.pop();
  }

  find(name: string): VariableState | null {
    for (let depth = this.#blocks.length - 1; depth >= 0; depth -= 1) {
      const found = this.#blocks[depth]?.get(name);
      if (found !== undefined) return found;
    }
    return null;
  }

  declare(name: string, span: Span, declaredType: Ast.TypeName | null, byLet: boolean): VariableState {
    const bound = { id: this.all.length, name, span, declaredType };
    const state = { bound, assigned: false, byLet };
    this.all.push(state);
    this.#blocks.at(-1)?.set(name, state);
    return state;
  }

  /** Every name visible here, for did-you-mean. */
  names(): string[] {
    return this.#blocks.flatMap((block) => [...block.keys()]);
  }
}
