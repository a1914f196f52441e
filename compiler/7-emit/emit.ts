/**
 * Needs: selected programs; every map and global that they name is in the module.
 * Gives: an ELF object for libbpf: programs, BTF-defined maps, zeroed globals, and BTF whose line_info points
 * into the script, so that the kernel's verifier quotes the script. Same input, same bytes.
 * Reports: nothing.
 */
import { encode, type Encoded } from '../asm/encode.ts';
import type { AsmModule, AsmProgram } from '../asm/module.ts';
import { encodeBtf } from '../btf/encode.ts';
import { encodeBtfExt } from '../btf/ext.ts';
import { BtfTypes } from '../btf/types.ts';
import { R_BPF_64_32, R_BPF_64_64 } from '../elf/constants.ts';
import { concatenate, StringTable } from '../elf/strings.ts';
import { writeElf, type ElfRelocation, type ElfSection, type ElfSymbol } from '../elf/write.ts';
import type { Source } from '../source/source.ts';
import { addKernelFunctions, kernelFunctionsOf } from './kernel-functions.ts';
import { describeLines, lineFinder } from './lines.ts';
import { addMaps } from './map-types.ts';
import { globalsSection, licenseSection, mapsSection, sectionOf } from './sections.ts';

/** One program's code and its place. */
interface Placed {
  readonly program: AsmProgram;
  readonly encoded: Encoded;
  readonly section: string;
  /** Bytes from the section's start. */
  readonly offset: number;
}

/** The object's bytes. */
export function emit(asm: AsmModule, source: Source, license: string): Uint8Array {
  const placed = place(asm.programs);
  const types = new BtfTypes();
  const strings = new StringTable();
  const int = types.add({ kind: 'int', name: 'int', bytes: 4, signed: true });
  const maps = addMaps(asm.maps, int, types);
  const mapBytes = maps.reduce((sum, map) => sum + map.bytes, 0);
  addDataSections(asm, types, maps, mapBytes);
  const kernelFunctions = kernelFunctionsOf(placed.map(({ encoded }) => encoded));
  addKernelFunctions(kernelFunctions, int, types);
  const ext = encodeBtfExt(describePrograms(placed, types, int, source), strings);
  const btf = encodeBtf(types.list, strings);

  const data = { type: 'progbits', flags: ['write', 'alloc'], align: 8 } as const;
  const bare = { type: 'progbits', flags: [], align: 8 } as const;
  return writeElf({
    sections: [
      ...programSections(placed),
      filled({ ...data, name: licenseSection, align: 1, data: new TextEncoder().encode(`${license}\0`) }),
      ...(maps.length === 0 ? [] : [filled({ ...data, name: mapsSection, data: new Uint8Array(mapBytes) })]),
      ...globalsSections(asm),
      filled({ ...bare, name: '.BTF', data: btf }),
      filled({ ...bare, name: '.BTF.ext', data: ext }),
    ],
    symbols: [...symbolsOf(asm, placed, maps), ...kernelFunctions.map(undefinedSymbol)],
    relocations: placed.flatMap((each) => relocationsOf(each, asm)),
  });
}

function place(programs: readonly AsmProgram[]): readonly Placed[] {
  const ends = new Map<string, number>();
  return programs.map((program) => {
    const section = sectionOf(program);
    const encoded = encode(program.blocks);
    const offset = ends.get(section) ?? 0;
    ends.set(section, offset + encoded.code.length);
    return { program, encoded, section, offset };
  });
}

function programSections(placed: readonly Placed[]): readonly ElfSection[] {
  return grouped(placed).map(([name, members]) => {
    const data = concatenate(members.map((each) => each.encoded.code));
    return { name, type: 'progbits', flags: ['alloc', 'execinstr'], align: 8, data, size: data.length };
  });
}

function grouped(placed: readonly Placed[]): readonly (readonly [section: string, members: readonly Placed[]])[] {
  return [...Map.groupBy(placed, (each) => each.section)];
}

function filled(section: Omit<ElfSection, 'size'>): ElfSection {
  return { ...section, size: section.data.length };
}

function globalsSections({ globals }: AsmModule): readonly ElfSection[] {
  if (globals.size === 0) return [];
  const data = new Uint8Array(0);
  return [{ name: globalsSection, type: 'nobits', flags: ['write', 'alloc'], align: 8, data, size: globals.size }];
}

function symbolsOf(asm: AsmModule, placed: readonly Placed[], maps: ReturnType<typeof addMaps>): readonly ElfSymbol[] {
  const { globals } = asm;
  return [
    ...placed.map(
      ({ program, section, offset, encoded }): ElfSymbol => ({
        name: program.name,
        type: 'func',
        section,
        value: offset,
        size: encoded.code.length,
      }),
    ),
    ...maps.map(
      ({ name, offset, bytes }): ElfSymbol => ({
        name,
        type: 'object',
        section: mapsSection,
        value: offset,
        size: bytes,
      }),
    ),
    ...(globals.size === 0
      ? []
      : [{ name: globals.name, type: 'object', section: globalsSection, value: 0, size: globals.size } as const]),
  ];
}

function undefinedSymbol({ name }: { readonly name: string }): ElfSymbol {
  return { name, type: 'notype', section: null, value: 0, size: 0 };
}

function relocationsOf({ encoded, section, offset }: Placed, asm: AsmModule): readonly ElfRelocation[] {
  return encoded.references.map((each) => ({
    section,
    offset: offset + each.offset,
    symbol: each.target.kind === 'globals' ? asm.globals.name : each.target.name,
    type: each.target.kind === 'kernelFunction' ? R_BPF_64_32 : R_BPF_64_64,
  }));
}

/** DATASECs of .maps and .bss. */
function addDataSections(asm: AsmModule, types: BtfTypes, maps: ReturnType<typeof addMaps>, mapBytes: number): void {
  if (maps.length > 0) types.add({ kind: 'section', name: mapsSection, bytes: mapBytes, variables: maps });
  const { name, size } = asm.globals;
  if (size === 0) return;
  const word = types.add({ kind: 'int', name: 'unsigned long long', bytes: 8, signed: false });
  const array = types.add({ kind: 'array', element: word, index: word, length: size / 8 });
  const variable = types.add({ kind: 'variable', name, type: array });
  types.add({ kind: 'section', name: globalsSection, bytes: size, variables: [{ variable, offset: 0, bytes: size }] });
}

/** Adds `int NAME(void *ctx)` for each program, prototypes for callbacks, and lists their functions and lines by section. */
function describePrograms(
  placed: readonly Placed[],
  types: BtfTypes,
  int: number,
  source: Source,
): Parameters<typeof encodeBtfExt>[0] {
  const voidPointer = types.add({ kind: 'pointer', to: 0 });
  const parameters = [{ name: 'ctx', type: voidPointer }];
  const find = lineFinder(source);
  const prototype = types.add({ kind: 'prototype', returns: int, parameters });
  const callbacks = callbackPrototypes(placed, types, int, voidPointer);
  return grouped(placed).map(([name, members]) => ({
    name,
    functions: members.map(({ program, offset }) => ({
      offset,
      type: types.add({
        kind: 'function',
        name: program.name,
        prototype: callbacks.get(program.kind) ?? prototype,
        linkage: callbacks.has(program.kind) ? 'static' : 'global',
      }),
    })),
    lines: members.flatMap(({ encoded, offset }) => describeLines(encoded, offset, find)),
  }));
}

/** Prototypes of the kinds of callbacks that there are: a loop's index is a number, everything else an address. */
function callbackPrototypes(
  placed: readonly Placed[],
  types: BtfTypes,
  int: number,
  pointer: number,
): ReadonlyMap<AsmProgram['kind'], number> {
  const kinds = new Set(placed.map(({ program }) => program.kind));
  const add = (names: readonly string[], firstIsNumber: boolean): number => {
    const index = firstIsNumber ? types.add({ kind: 'int', name: 'unsigned long', bytes: 8, signed: false }) : pointer;
    const parameters = names.map((name, at) => ({ name, type: at === 0 ? index : pointer }));
    return types.add({ kind: 'prototype', returns: int, parameters });
  };
  const prototypes = new Map<AsmProgram['kind'], number>();
  if (kinds.has('loop_callback')) prototypes.set('loop_callback', add(['index', 'frame'], true));
  if (kinds.has('element_callback')) prototypes.set('element_callback', add(['map', 'key', 'value', 'frame'], false));
  return prototypes;
}
