import type { Module } from '../../ir/ir.ts';
export function optimise(module: Module): Module {
  return module;
}
