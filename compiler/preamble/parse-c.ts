/**
 * C declarations as types.
 *
 * Needs: preprocessed C, and the kernel's types for what it refers to. Gives: what is declared. Reports: what is no declaration
 * of a type, unknown types, incomplete members. What cannot be read in a header is passed over.
 */
import type { Reporter } from '../diagnostics/report.ts';
import type { CompoundType, CType, EnumType, EnumValue } from '../ctypes/ctype.ts';
import { sizeOf } from '../ctypes/query.ts';
import type { Span } from '../source/source.ts';
import { architectureOf } from '../target/arch/known.ts';
import type { Target } from '../target/target.ts';
import type { TypeTable } from '../target/types.ts';
import { baseType, baseWords, commonTypedef } from './base-types.ts';
import { evaluateConstant } from './constant.ts';
import type { Declarations, Declared } from './declarations.ts';
import { Declarators } from './declarators.ts';
import { type Alignments, type Attributes, layOut, type UnplacedMember } from './layout.ts';
import type { PreprocessedToken } from './preprocess.ts';
import { Reader } from './reader.ts';

type Tag = 'struct' | 'union' | 'enum';

const qualifiers: ReadonlySet<string> = new Set([
  'const',
  'volatile',
  '__const',
  '__volatile__',
  '__extension__',
  'extern',
  'static',
  'inline',
]);

export function parseDeclarations(
  tokens: readonly PreprocessedToken[],
  end: Span,
  target: Pick<Target, 'types' | 'arch'>,
  report: Reporter,
): Declarations {
  const parser = new CParser(new Reader(tokens, end, report), target);
  parser.all();
  return parser.declared;
}

class CParser {
  readonly declared = {
    compounds: new Map<string, Declared<CompoundType>>(),
    enums: new Map<string, Declared<EnumType>>(),
    typedefs: new Map<string, Declared<CType>>(),
    enumerators: new Map<string, { readonly type: EnumType; readonly value: bigint }>(),
  };
  readonly #reader: Reader;
  readonly #types: TypeTable;
  readonly #arch: Target['arch'];
  readonly #alignments: Alignments = new WeakMap();
  readonly #declarators: Declarators;

  constructor(reader: Reader, { types, arch }: Pick<Target, 'types' | 'arch'>) {
    this.#reader = reader;
    this.#types = types;
    this.#arch = arch;
    this.#declarators = new Declarators(reader, {
      specifiers: () => this.#specifiers(),
      constant: (part) => this.#constant(part),
      attributes: () => this.#attributes(),
    });
  }

  all(): void {
    const reader = this.#reader;
    while (reader.peek() !== null) {
      const start = reader.position;
      this.#declaration();
      if (reader.lost || reader.position === start) reader.skipDeclaration(start);
    }
  }

  #declaration(): void {
    const reader = this.#reader;
    if (reader.accept(';')) return;
    const { span, isForeign } = reader;
    const isTypedef = reader.accept('typedef');
    if (isTypedef && !isForeign)
      reader.report.error('c-syntax', span, 'a script cannot declare names of types', {
        hint: 'write struct, union or enum where it is used; a header that is included may have `typedef`',
      });
    const type = this.#specifiers();
    if (type === null) {
      if (!reader.lost) reader.unexpected('expected struct, union or enum');
      return;
    }
    const hasTag = type.kind === 'struct' || type.kind === 'union' || type.kind === 'enum' || type.kind === 'forward';
    // The semicolon behind a definition may be left out.
    if (!isTypedef && hasTag && (reader.accept(';') || reader.at('}', -1))) return;
    for (;;) {
      const { name, type: whole } = this.#declarators.declarator(type);
      if (reader.lost) return;
      this.#attributes();
      if (isTypedef && name !== '')
        this.declared.typedefs.set(name, { type: { kind: 'typedef', name, type: whole }, span, isForeign });
      else if (!isTypedef)
        reader.error('c-syntax', span, 'only types can be declared here, no variables and functions');
      if (!reader.accept(',')) break;
    }
    if (!reader.lost) reader.expect(';', 'behind the declaration');
  }

  /** What stands in front of names: base types, tags, typedefs. Null where there is nothing of that. */
  #specifiers(): CType | null {
    const reader = this.#reader;
    const words: string[] = [];
    let type: CType | null = null;
    let constant = false;
    for (let token = reader.peek(); token !== null && !reader.lost; token = reader.peek()) {
      if (qualifiers.has(token.text)) {
        reader.take();
        constant ||= token.text.includes('const');
      } else if (token.text === '__attribute__') this.#attributes();
      else if (type === null && baseWords.has(token.text)) words.push(reader.take()?.text ?? '');
      else if (type === null && words.length === 0 && isTag(token.text)) type = this.#tagged(token.text);
      else if (type === null && words.length === 0 && token.kind === 'identifier') {
        type = this.#typedefName(token);
        if (type === null) return null;
      } else break;
    }
    if (words.length > 0) type = baseType(words);
    if (words.length > 0 && type === null) reader.unexpected(`\`${words.join(' ')}\` is no type`);
    return type !== null && constant ? { kind: 'qualified', qualifier: 'const', type } : type;
  }

  #typedefName(token: PreprocessedToken): CType | null {
    const { text: name, span } = token;
    const own = this.declared.typedefs.get(name);
    const type = own?.type ?? this.#types.find('typedef', name)?.type ?? commonTypedef(name);
    if (type === null) {
      this.#reader.error('c-unknown-type', span, `there is no type \`${name}\``, {
        hint: 'declare it above, or write struct, union or enum in front of it',
      });
      return null;
    }
    this.#reader.take();
    return type;
  }

  /** `struct NAME`, `struct NAME { … }`, `struct { … }`. */
  #tagged(tag: Tag): CType | null {
    const reader = this.#reader;
    const { span, isForeign } = reader;
    reader.take();
    const before = this.#attributes();
    const name = reader.name() ?? '';
    if (!reader.at('{')) {
      if (name === '') reader.unexpected(`expected a name or \`{\` behind ${tag}`);
      return tag === 'enum' ? this.#knownEnum(name, span) : this.#knownCompound(tag, name);
    }
    reader.take();
    const type = tag === 'enum' ? this.#enum(name) : this.#compound(tag, name, before);
    if (type === null || name === '') return type;
    if (type.kind === 'enum') this.declared.enums.set(name, { type, span, isForeign });
    else this.#define(`${tag} ${name}`, { type, span, isForeign });
    return type;
  }

  #define(key: string, made: Declared<CompoundType>): void {
    const before = this.declared.compounds.get(key);
    if (before !== undefined && !made.isForeign && !before.isForeign)
      this.#reader.report.error('c-redefined', made.span, `${key} is defined already`);
    this.declared.compounds.set(key, made);
  }

  #knownEnum(name: string, span: Span): CType | null {
    const type = this.declared.enums.get(name)?.type ?? this.#types.find('enum', name)?.type ?? null;
    if (type === null) this.#reader.error('c-unknown-type', span, `there is no enum ${name}`);
    return type;
  }

  /** The definition may follow: what it is is asked when somebody looks through a pointer to it. */
  #knownCompound(tag: 'struct' | 'union', name: string): CType {
    const look = (): CType | null =>
      this.declared.compounds.get(`${tag} ${name}`)?.type ?? this.#types.find(tag, name)?.type ?? null;
    return look() ?? deferred(look, { kind: 'forward', of: tag, name });
  }

  #compound(kind: 'struct' | 'union', name: string, before: Attributes): CompoundType | null {
    const reader = this.#reader;
    const unplaced: UnplacedMember[] = [];
    while (!reader.accept('}')) {
      if (reader.peek() === null) reader.unexpected('expected `}`');
      if (reader.lost) return null;
      if (!reader.accept(';')) this.#members(unplaced);
    }
    const behind = this.#attributes();
    const attributes = { packed: before.packed || behind.packed, aligned: Math.max(before.aligned, behind.aligned) };
    const { members, bytes, align } = layOut(kind, unplaced, attributes, {
      alignments: this.#alignments,
      paddingAligns: architectureOf({ arch: this.#arch }).paddingAligns,
    });
    const type: CompoundType = { kind, name, bytes, members };
    this.#alignments.set(type, align);
    return type;
  }

  #members(unplaced: UnplacedMember[]): void {
    const reader = this.#reader;
    const type = this.#specifiers();
    if (type === null) return reader.lost ? undefined : reader.unexpected('expected the type of a member');
    if (reader.accept(';')) {
      if (type.kind !== 'struct' && type.kind !== 'union') return reader.unexpected('a member needs a name');
      // Anonymous: its members are this one's.
      unplaced.push({ name: '', type, bits: null, aligned: 0, packed: false });
      return;
    }
    do {
      const { span } = reader;
      const { name, type: whole } = reader.at(':') ? { name: '', type } : this.#declarators.declarator(type);
      if (reader.lost) return;
      const bits = reader.accept(':') ? this.#constant(reader.until(',', ';', '__attribute__')) : null;
      const size = sizeOf(whole);
      if (size === null)
        return reader.error('c-incomplete', span, `the member ${name} has no size: its type is not defined`);
      if (bits !== null && (bits < 0n || bits > BigInt(size * 8)))
        return reader.error('c-syntax', span, `the bit field ${name} cannot have ${bits} bits`);
      unplaced.push({ name, type: whole, bits: bits === null ? null : Number(bits), ...this.#attributes() });
    } while (reader.accept(','));
    if (!reader.lost) reader.expect(';', 'behind a member');
  }

  #enum(name: string): EnumType | null {
    const reader = this.#reader;
    const values: EnumValue[] = [];
    let next = 0n;
    while (!reader.accept('}')) {
      const { span } = reader;
      const constant = reader.name();
      if (constant === null) reader.unexpected('expected the name of an enum constant');
      const written = reader.accept('=') ? reader.until(',', '}') : null;
      const value = written === null ? next : this.#constant(written, values);
      if (value === null) reader.error('c-syntax', span, `the value of ${constant} is no constant integer`);
      if (reader.lost || value === null) return null;
      values.push({ name: constant ?? '', value });
      next = value + 1n;
      if (!reader.accept(',') && !reader.at('}')) reader.unexpected('expected `,` or `}`');
      if (reader.lost) return null;
    }
    this.#attributes();
    const signed = values.some(({ value }) => value < 0n);
    const wide = values.some(({ value }) => value > 0xffff_ffffn || value < -0x8000_0000n);
    const type: EnumType = { kind: 'enum', name, bytes: wide ? 8 : 4, signed, values };
    for (const { name: constant, value } of values) this.declared.enumerators.set(constant, { type, value });
    return type;
  }

  #constant(tokens: readonly PreprocessedToken[], siblings: readonly EnumValue[] = []): bigint | null {
    return evaluateConstant(
      tokens,
      (name) =>
        siblings.find((one) => one.name === name)?.value ??
        this.declared.enumerators.get(name)?.value ??
        this.#types.enumerator(name)?.value ??
        null,
    );
  }

  /** Any number of them; those that we do not know change no layout. */
  #attributes(): Attributes {
    const reader = this.#reader;
    let [packed, aligned] = [false, 0];
    for (;;) {
      if (reader.accept('__packed')) packed = true;
      else if (reader.at('__attribute__') && reader.at('(', 1)) {
        reader.take();
        const inside = reader.group();
        packed ||= inside.some(({ text }) => text === 'packed' || text === '__packed__');
        const at = inside.findIndex(({ text }) => text === 'aligned' || text === '__aligned__');
        if (at !== -1) aligned = Math.max(aligned, this.#alignment(inside.slice(at + 1)));
      } else return { packed, aligned };
    }
  }

  /** `(8)` and what follows; without a number the largest of the machine. */
  #alignment(tokens: readonly PreprocessedToken[]): number {
    if (tokens[0]?.text !== '(') return 16;
    const close = tokens.findIndex(({ text }) => text === ')');
    const value = this.#constant(tokens.slice(1, close));
    return value !== null && value > 0n && value <= 4096n && (value & (value - 1n)) === 0n ? Number(value) : 1;
  }
}

function isTag(text: string): text is Tag {
  return text === 'struct' || text === 'union' || text === 'enum';
}

/** A type that is found when it is looked at; `otherwise` as long as it is not. */
function deferred(look: () => CType | null, otherwise: CType): CType {
  return {
    kind: 'qualified',
    qualifier: { tag: 'defined later' },
    get type() {
      return look() ?? otherwise;
    },
  };
}
