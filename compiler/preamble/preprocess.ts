/**
 * The C preprocessor.
 *
 * Needs: the script's C, macros that are defined beforehand, and header files. Gives: the tokens that are left, macros expanded,
 * and the macros. Reports: directives that are wrong, headers that are not there; what is wrong within headers is nobody's here.
 */
import type { Reporter } from '../diagnostics/report.ts';
import type { Span } from '../source/source.ts';
import type { HeaderTable } from '../target/headers.ts';
import { evaluateConstant } from './constant.ts';
import { Macros } from './macros.ts';
import { type CToken, lexC } from './token.ts';

/** Of one script, headers of headers included: Linux's own reach some 800. */
const maxHeaders = 2000;
const maxHeaderBytes = 32 * 1024 * 1024;
const maxDepth = 100;

export interface Preprocessed {
  readonly tokens: readonly PreprocessedToken[];
  readonly macros: Macros;
}

export interface PreprocessedToken extends CToken {
  /** Whether it is from a header: what cannot be read there is passed over. */
  readonly isForeign: boolean;
}

export interface PreprocessOptions {
  readonly predefined: readonly string[];
  readonly headers: HeaderTable | null;
  /** Whether types are there without headers. */
  readonly hasBtf: boolean;
  readonly report: Reporter;
}

export function preprocess(text: string, end: number, options: PreprocessOptions): Preprocessed {
  const run = new Preprocessor(options);
  run.process(lexC(text, 0, end), null, 0);
  return { tokens: run.output, macros: run.macros };
}

/** One open `#if`. */
interface Condition {
  /** Whether what stands here is read. */
  active: boolean;
  /** Whether a branch was taken already, or none may be since the outer condition is false. */
  taken: boolean;
  readonly span: Span;
}

class Preprocessor {
  readonly macros = new Macros();
  readonly output: PreprocessedToken[] = [];
  readonly #options: PreprocessOptions;
  readonly #once = new Set<string>();
  #headers = 0;
  #bytes = 0;

  constructor(options: PreprocessOptions) {
    this.#options = options;
    for (const name of options.predefined)
      this.macros.define({ name, parameters: null, body: lexC('1', 0, 1), isForeign: true });
  }

  /** `path`: of the header, null for the script. */
  process(tokens: readonly CToken[], path: string | null, depth: number): void {
    const conditions: Condition[] = [];
    let pending: CToken[] = [];
    const flush = (): void => {
      const isForeign = path !== null;
      for (const token of this.macros.expand(pending)) this.output.push({ ...token, isForeign });
      pending = [];
    };
    for (let at = 0; at < tokens.length; ) {
      const token = tokens[at];
      if (token === undefined) break;
      if (token.text !== '#' || !token.isFirst) {
        if (conditions.every(({ active }) => active)) pending.push(token);
        at += 1;
        continue;
      }
      let end = at + 1;
      while (tokens[end]?.isFirst === false) end += 1;
      flush();
      this.#directive(tokens.slice(at + 1, end), token, conditions, path, depth);
      at = end;
    }
    flush();
    const [open] = conditions;
    if (open === undefined || path !== null) return;
    this.#options.report.error('c-directive', open.span, 'this `#if` has no `#endif`');
    // What followed was taken for C up to the end.
    this.output.length = 0;
  }

  #directive(line: readonly CToken[], hash: CToken, conditions: Condition[], path: string | null, depth: number): void {
    const [name, ...rest] = line;
    if (name === undefined) return;
    if (this.#conditional(name.text, rest, hash, conditions, path)) return;
    if (!conditions.every(({ active }) => active)) return;
    switch (name.text) {
      case 'define':
        return this.#define(rest, name, path);
      case 'undef':
        return this.macros.undefine(rest[0]?.text ?? '');
      case 'include':
        return this.#include(rest, hash, path, depth);
      case 'pragma':
        if (rest[0]?.text === 'once' && path !== null) this.#once.add(path);
        return;
      case 'warning':
      case 'line':
        return;
      default:
        if (path !== null) return;
        this.#options.report.error('c-directive', name.span, `there is no directive \`#${name.text}\``, {
          hint: 'directives are #define, #undef, #include, #if, #ifdef, #ifndef, #elif, #else and #endif',
        });
    }
  }

  /** Whether the directive is one of conditions. */
  #conditional(
    name: string,
    rest: readonly CToken[],
    hash: CToken,
    conditions: Condition[],
    path: string | null,
  ): boolean {
    const outer = conditions.every(({ active }) => active);
    const open = (test: () => boolean): boolean => {
      const active = outer && test();
      conditions.push({ active, taken: active || !outer, span: hash.span });
      return true;
    };
    switch (name) {
      case 'ifdef':
        return open(() => this.macros.has(rest[0]?.text ?? ''));
      case 'ifndef':
        return open(() => !this.macros.has(rest[0]?.text ?? ''));
      case 'if':
        return open(() => this.#test(rest, hash, path));
      case 'elif':
      case 'else': {
        const last = conditions.at(-1);
        if (last === undefined) return this.#stray(name, hash, path);
        last.active = !last.taken && (name === 'else' || this.#test(rest, hash, path));
        last.taken ||= last.active;
        return true;
      }
      case 'endif':
        return conditions.pop() === undefined ? this.#stray(name, hash, path) : true;
      default:
        return false;
    }
  }

  #stray(name: string, hash: CToken, path: string | null): true {
    if (path === null) this.#options.report.error('c-directive', hash.span, `\`#${name}\` without \`#if\``);
    return true;
  }

  #test(tokens: readonly CToken[], hash: CToken, path: string | null): boolean {
    const value = evaluateConstant(this.macros.expand(this.#definedTests(tokens)), () => 0n);
    if (value === null && path === null)
      this.#options.report.error('c-directive', hash.span, 'this condition is no constant expression of integers');
    return value !== null && value !== 0n;
  }

  /** `defined X` and `defined(X)` as 0 or 1, before anything is expanded. */
  #definedTests(tokens: readonly CToken[]): readonly CToken[] {
    const result: CToken[] = [];
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (token === undefined) break;
      if (token.text !== 'defined') {
        result.push(token);
        continue;
      }
      const inParentheses = tokens[at + 1]?.text === '(';
      const name = tokens[at + (inParentheses ? 2 : 1)]?.text ?? '';
      result.push({ ...token, kind: 'number', text: this.macros.has(name) ? '1' : '0' });
      at += inParentheses ? 3 : 1;
    }
    return result;
  }

  #define(rest: readonly CToken[], directive: CToken, path: string | null): void {
    const [name, open, ...more] = rest;
    if (name?.kind !== 'identifier') {
      if (path === null) this.#options.report.error('c-directive', directive.span, '`#define` needs a name');
      return;
    }
    if (open?.text !== '(' || !open.isGlued) {
      this.macros.define({ name: name.text, parameters: null, body: rest.slice(1), isForeign: path !== null });
      return;
    }
    const close = more.findIndex(({ text }) => text === ')');
    const parameters = more
      .slice(0, Math.max(0, close))
      .filter(({ text }) => text !== ',')
      .map(({ text }) => text);
    this.macros.define({ name: name.text, parameters, body: more.slice(close + 1), isForeign: path !== null });
  }

  #include(rest: readonly CToken[], hash: CToken, path: string | null, depth: number): void {
    const { headers, report, hasBtf } = this.#options;
    const [first] = rest;
    const isQuoted = first?.kind === 'string';
    const close = rest.findIndex(({ text }) => text === '>');
    const name = isQuoted
      ? first.text.slice(1, -1)
      : first?.text === '<' && close > 0
        ? rest
            .slice(1, close)
            .map(({ text }) => text)
            .join('')
        : '';
    const span = { start: hash.span.start, end: rest.at(-1)?.span.end ?? hash.span.end };
    if (name === '') {
      if (path === null)
        report.error('c-directive', span, '`#include` needs a name', { hint: 'write #include <name.h>' });
      return;
    }
    const header = headers?.find(name, isQuoted ? (path ?? '') : null) ?? null;
    if (header === null) {
      if (path !== null) return;
      const message = `there is no header ${name} here`;
      // What it would declare is known from the kernel itself, and whatever is not is told where it is used.
      if (hasBtf)
        report.warning('header-missing', span, message, { hint: 'types and enums come from the kernel (BTF)' });
      else
        report.error('header-missing', span, message, {
          hint: 'install the headers of this kernel',
          cause: 'BTFMissing',
        });
      return;
    }
    if (this.#once.has(header.path) || depth > maxDepth) return;
    this.#headers += 1;
    this.#bytes += header.text.length;
    if (this.#headers > maxHeaders || this.#bytes > maxHeaderBytes) return;
    this.process(lexC(header.text, 0, header.text.length, span), header.path, depth + 1);
  }
}
