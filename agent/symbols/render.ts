/**
 * Stacks and symbols as text (inventory O2.14): a newline, then a line for each frame.
 *
 * Pure; the words are those of bpftrace.
 */
import type { StackMode } from '@bpfleet/compiler';
import type { KernelSymbol } from './kernel-symbols.ts';
import type { UserFrame } from './user-symbols.ts';

const indent = ' '.repeat(8);

export interface KernelFrame {
  readonly address: bigint;
  readonly symbol: KernelSymbol | null;
}

const hex = (value: bigint): string => value.toString(16);

export function kernelStackText(frames: readonly KernelFrame[], mode: StackMode): string {
  return lines(
    frames.map(({ address, symbol }) => {
      const name = symbol === null ? `0x${hex(address)}` : `${symbol.name}+${symbol.into}`;
      switch (mode) {
        case 'bpftrace':
          return indent + name;
        case 'perf':
          return `\t${hex(address)} ${name}`;
        case 'raw':
        case 'build_id':
          return hex(address);
      }
    }),
  );
}

export function userStackText(frames: readonly UserFrame[], mode: StackMode): string {
  return lines(
    frames.map(({ address, symbol, from, file }) => {
      const name = symbol === null ? `0x${hex(address)}` : `${symbol.name}+${symbol.into}`;
      switch (mode) {
        case 'bpftrace':
          return indent + name;
        case 'perf':
          return `\t${hex(address)} ${name} (${symbol === null || from === null ? '[unknown]' : from})`;
        case 'raw':
          return hex(address);
        case 'build_id':
          return file === null || file.buildId === null ? hex(address) : `${file.buildId} 0x${hex(file.offset)}`;
      }
    }),
  );
}

function lines(frames: readonly string[]): string {
  return `\n${frames.map((frame) => `${frame}\n`).join('')}`;
}

/** A name that a program's file or a JIT compiler gave: it must not end a line. */
export function safeName(name: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what must go
  return name.replaceAll(/[\u0000-\u001f\u007f]/g, '?');
}
