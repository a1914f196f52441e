/**
 * Declarators of C: `*x`, `x[3]`, `(*x)(int)`.
 *
 * Needs: a reader at a declarator, and the type in front of it. Gives: the name and its type. Reports: syntax.
 */
import { type CType, type Parameter } from '../ctypes/ctype.ts';
import type { PreprocessedToken } from './preprocess.ts';
import type { Reader } from './reader.ts';

export interface Surroundings {
  specifiers(): CType | null;
  constant(tokens: readonly PreprocessedToken[]): bigint | null;
  attributes(): unknown;
}

export interface Declarator {
  /** '' where there is none. */
  readonly name: string;
  readonly type: CType;
}

/** Pointers, arrays and functions around one name. */
const maxDepth = 50;
const maxLength = 2n ** 31n;

export class Declarators {
  readonly #reader: Reader;
  readonly #around: Surroundings;
  #depth = 0;

  constructor(reader: Reader, around: Surroundings) {
    this.#reader = reader;
    this.#around = around;
  }

  declarator(base: CType): Declarator {
    this.#depth += 1;
    try {
      if (this.#depth > maxDepth) this.#reader.unexpected('nested too deeply');
      return this.#reader.lost ? { name: '', type: base } : this.#declarator(base);
    } finally {
      this.#depth -= 1;
    }
  }

  #declarator(base: CType): Declarator {
    const reader = this.#reader;
    let type = base;
    let stars = 0;
    for (;;) {
      if (reader.accept('*')) {
        type = pointerTo(type);
        stars += 1;
        if (stars > maxDepth) reader.unexpected('more pointers than anybody needs');
      } else if (!this.#skipQualifier()) break;
      if (reader.lost) return { name: '', type };
    }
    // What stands in parentheses is read when it is known what they are wrapped in.
    if (reader.at('(') && (reader.at('*', 1) || reader.at('(', 1))) {
      const inner = reader.position;
      reader.group();
      const outer = this.#suffixes(type);
      const end = reader.position;
      reader.seek(inner + 1);
      const whole = this.declarator(outer);
      if (!reader.lost) reader.seek(end);
      return whole;
    }
    const name = reader.name() ?? '';
    return { name, type: this.#suffixes(type) };
  }

  #skipQualifier(): boolean {
    const text = this.#reader.peek()?.text ?? '';
    if (text === '__attribute__') {
      this.#around.attributes();
      return true;
    }
    return /^(?:const|volatile|restrict|__restrict|__const|__volatile__|__user|__rcu|__percpu|__iomem)$/.test(text)
      ? this.#reader.take() !== null
      : false;
  }

  #suffixes(type: CType): CType {
    const reader = this.#reader;
    if (reader.at('(')) {
      reader.take();
      const parameters = this.#parameters();
      const variadic = parameters.at(-1) === 'variadic';
      const named = parameters.filter((one) => one !== 'variadic');
      return { kind: 'function', returns: type, parameters: named, variadic };
    }
    if (!reader.at('[')) return type;
    const { span } = reader;
    const inside = reader.group();
    const length = inside.length === 0 ? 0n : this.#around.constant(inside);
    if (length === null || length < 0n || length > maxLength) {
      reader.error('c-syntax', span, 'the length of an array must be a constant integer that is not negative');
      return type;
    }
    // `x[2][3]` is two arrays of three.
    return { kind: 'array', element: this.#suffixes(type), length: Number(length) };
  }

  #parameters(): readonly (Parameter | 'variadic')[] {
    const reader = this.#reader;
    const parameters: (Parameter | 'variadic')[] = [];
    while (!reader.lost && !reader.accept(')')) {
      if (reader.accept('...')) parameters.push('variadic');
      else {
        const base = this.#around.specifiers();
        if (base === null) {
          if (!reader.lost) reader.unexpected('expected a parameter');
          break;
        }
        const { name, type } = this.declarator(base);
        if (type.kind !== 'void') parameters.push({ name, type });
      }
      if (!reader.accept(',') && !reader.at(')')) reader.unexpected('expected `,` or `)`');
    }
    return parameters;
  }
}

function pointerTo(to: CType): CType {
  return { kind: 'pointer', to };
}
