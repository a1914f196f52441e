/**
 * Needs: for each program section its functions and source lines, in ascending order of offset.
 * Gives: the contents of .BTF.ext: func_info and line_info (Documentation/bpf/btf.rst).
 * Reports: nothing.
 */
import { concatenate, type StringTable } from '../elf/strings.ts';
import { words, writePreamble } from './encode.ts';
import type { TypeId } from './types.ts';

export interface ExtSection {
  readonly name: string;
  /** `offset` in bytes from the section's start. */
  readonly functions: readonly { readonly offset: number; readonly type: TypeId }[];
  readonly lines: readonly ExtLine[];
}

export interface ExtLine {
  readonly offset: number;
  readonly file: string;
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

const headerSize = 32;
const functionRecordSize = 8;
const lineRecordSize = 16;
/** line_col keeps the column in 10 bits and the line in 22. */
const maxColumn = 1023;
const maxLine = 2 ** 22 - 1;

export function encodeBtfExt(sections: readonly ExtSection[], strings: StringTable): Uint8Array {
  const functions = concatenate([
    words([functionRecordSize]),
    ...sections.map((each) => functionRecords(each, strings)),
  ]);
  const lines = concatenate([words([lineRecordSize]), ...sections.map((each) => lineRecords(each, strings))]);
  const header = new Uint8Array(headerSize);
  const view = new DataView(header.buffer);
  writePreamble(view, headerSize);
  // Offsets from the header's end: func_info, line_info, and no CO-RE relocations.
  const table = [0, functions.length, functions.length, lines.length, functions.length + lines.length, 0];
  table.forEach((value, index) => view.setUint32(8 + index * 4, value, true));
  return concatenate([header, functions, lines]);
}

function functionRecords(section: ExtSection, strings: StringTable): Uint8Array {
  const records = section.functions.flatMap((each) => [each.offset, each.type]);
  return words([strings.add(section.name), section.functions.length, ...records]);
}

function lineRecords(section: ExtSection, strings: StringTable): Uint8Array {
  const records = section.lines.flatMap((each) => {
    const position = Math.min(each.line, maxLine) * 1024 + Math.min(each.column, maxColumn);
    return [each.offset, strings.add(each.file), strings.add(each.text), position];
  });
  return words([strings.add(section.name), section.lines.length, ...records]);
}
