/**
 * Macros of the C preprocessor, and their expansion.
 *
 * Needs: definitions, tokens. Gives: tokens in which no macro is left, each at the place of the use that it came from.
 * Reports: nothing; an expansion that grows beyond all bounds ends where it is.
 */
import { type CToken, lexC } from './token.ts';

export interface Macro {
  readonly name: string;
  /** Null for an object-like macro. */
  readonly parameters: readonly string[] | null;
  readonly body: readonly CToken[];
  /** Of a header, or defined beforehand. */
  readonly isForeign: boolean;
}

/** Tokens that one script may come to by expansion. */
const maxTokens = 200_000;
const maxDepth = 100;

export class Macros {
  readonly #macros = new Map<string, Macro>();
  #spent = 0;

  get(name: string): Macro | null {
    return this.#macros.get(name) ?? null;
  }

  has(name: string): boolean {
    return this.#macros.has(name);
  }

  define(macro: Macro): void {
    this.#macros.set(macro.name, macro);
  }

  undefine(name: string): void {
    this.#macros.delete(name);
  }

  /** The script's own object-like ones that stand for something. */
  own(): readonly Macro[] {
    const all = [...this.#macros.values()];
    return all.filter(({ parameters, body, isForeign }) => !isForeign && parameters === null && body.length > 0);
  }

  expand(tokens: readonly CToken[], hidden: ReadonlySet<string> = new Set(), depth = 0): CToken[] {
    const result: CToken[] = [];
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (token === undefined) break;
      const use = this.#useAt(tokens, at, token, hidden, depth);
      if (use === null) result.push(token);
      else {
        const inside = new Set([...hidden, token.text]);
        for (const one of this.expand(use.body, inside, depth + 1))
          result.push({ ...one, span: token.span, isFirst: false });
        at = use.end - 1;
      }
    }
    return result;
  }

  /** The body of the macro that is used at `at`, arguments in place, and where its use ends; null for no use. */
  #useAt(
    tokens: readonly CToken[],
    at: number,
    token: CToken,
    hidden: ReadonlySet<string>,
    depth: number,
  ): { readonly body: readonly CToken[]; readonly end: number } | null {
    const macro = token.kind === 'identifier' && !hidden.has(token.text) ? this.#macros.get(token.text) : undefined;
    if (macro === undefined || depth > maxDepth) return null;
    this.#spent += macro.body.length + 1;
    if (this.#spent > maxTokens) return null;
    if (macro.parameters === null) return { body: pasted(macro.body), end: at + 1 };
    if (tokens[at + 1]?.text !== '(') return null;
    const { args, end } = argumentsAt(tokens, at + 2);
    const byName = new Map(macro.parameters.map((name, index) => [name, args[index] ?? []]));
    const body = macro.body.flatMap((one) => byName.get(one.text) ?? [one]);
    this.#spent += body.length;
    return this.#spent > maxTokens ? null : { body: pasted(body), end };
  }
}

function argumentsAt(
  tokens: readonly CToken[],
  start: number,
): { readonly args: readonly (readonly CToken[])[]; readonly end: number } {
  const args: CToken[][] = [[]];
  let depth = 0;
  let at = start;
  for (; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || (token.text === ')' && depth === 0)) break;
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (token.text === ',' && depth === 0) args.push([]);
    else args.at(-1)?.push(token);
  }
  return { args, end: Math.min(at + 1, tokens.length) };
}

/** `a ## b` made one token. */
function pasted(tokens: readonly CToken[]): readonly CToken[] {
  if (!tokens.some(({ text }) => text === '##')) return tokens;
  const result: CToken[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const [token, right] = [tokens[at], tokens[at + 1]];
    const left = result.at(-1);
    if (token?.text === '##' && left !== undefined && right !== undefined) {
      const text = left.text + right.text;
      const [joined] = lexC(text, 0, text.length, left.span);
      if (joined !== undefined) result[result.length - 1] = joined;
      at += 1;
    } else if (token !== undefined) result.push(token);
  }
  return result;
}
