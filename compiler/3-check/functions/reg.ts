/** reg("name"): a register of the traced code. */
import type * as Ast from '../../1-parse/ast.ts';
import { architectureOf, registerOffset } from '../../target/arch/known.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import { type Checked } from '../checked.ts';
import type { Context } from '../context.ts';
import { hasRegisters, readRegister } from '../expressions/register.ts';

export function checkReg(context: Context, call: Ast.Call): Checked | null {
  const [argument] = call.args;
  if (argument === undefined || argument.kind === 'error') return null;
  if (argument.kind !== 'string') {
    context.report.error('bad-argument', argument.span, 'reg() needs the name of a register, as written', {
      hint: 'write reg("ip")',
    });
    return null;
  }
  const name = new TextDecoder().decode(argument.bytes);
  const { target } = context;
  const offset = registerOffset(target, name);
  if (offset === null) {
    const names = [...architectureOf(target).registers.keys()];
    const hint = didYouMean(closest(name, names)) ?? `they are ${names.join(', ')}`;
    context.report.error('bad-argument', argument.span, `\`${name}\` is no register of ${target.arch}`, { hint });
    return null;
  }
  const without = context.attachPoints.find((point) => !hasRegisters(point));
  if (without !== undefined) {
    context.report.error('builtin-unavailable', call.span, `reg() cannot be used in ${without.text}`, {
      hint: 'uprobe, uretprobe, profile, interval, software and hardware have registers',
    });
    return null;
  }
  return readRegister(`reg("${name}")`, offset, call.span);
}
