/** Random scripts over this kernel's tracepoints and their fields: they must load and attach, whatever they then see. */
import type { Target, TracepointField, TracepointFormat } from '@bpfleet/compiler';
import { testTarget } from '../../agent/testing/session.ts';
import { failureOf, finishLocal, startLocal } from '../harness/local-session.ts';
import { type Dice, dice } from './dice.ts';

interface Field {
  readonly text: string;
  readonly kind: 'integer' | 'string';
}

/** What the language can read of a tracepoint now: integers, character arrays and dynamic strings. */
function fieldsOf(format: TracepointFormat): Field[] {
  return format.fields.flatMap((field) => {
    const kind = kindOf(field);
    return kind === null || !/^[a-z_]\w*$/i.test(field.name) ? [] : [{ text: `args.${field.name}`, kind }];
  });
}

function kindOf({ type, size, arrayLength, name }: TracepointField): Field['kind'] | null {
  if (name.startsWith('common_')) return null;
  if (/^(?:const )?char$/.test(type) && arrayLength !== null) return 'string';
  if (/^__data_loc (?:const )?char\[\]$/.test(type)) return 'string';
  const integer =
    /^(?:unsigned )?(?:char|short|int|long|long long)$|^[us](?:8|16|32|64)$|^(?:pid|size|ssize|loff|dev)_t$/;
  return arrayLength === null && size <= 8 && integer.test(type) ? 'integer' : null;
}

function probe(roll: Dice, format: TracepointFormat): string {
  const fields: readonly Field[] = [
    ...fieldsOf(format),
    { text: 'pid', kind: 'integer' },
    { text: 'comm', kind: 'string' },
    { text: 'cpu', kind: 'integer' },
    { text: 'nsecs', kind: 'integer' },
    { text: 'probe', kind: 'string' },
  ];
  const numbers = fields.filter(({ kind }) => kind === 'integer');
  const name = `${format.category}_${format.name}`.replaceAll(/\W/g, '_');
  const number = (): string => roll.pick(numbers).text;
  const predicate = roll.chance(0.5) ? `/${number()} ${roll.pick(['>', '==', '!='])} ${roll.below(100)}/ ` : '';
  const keys = Array.from({ length: 1 + roll.below(3) }, () => roll.pick(fields).text).join(', ');
  const printed = Array.from({ length: 1 + roll.below(4) }, () => roll.pick(fields));
  const format_ = printed.map(({ kind }) => (kind === 'integer' ? '%ld' : '%s')).join(' ');
  const statements = [
    `@c_${name}[${keys}] = count();`,
    `@s_${name}[comm] = sum(${number()} - ${number()});`,
    `@h_${name} = hist(${number()} * ${number()}, ${roll.below(6)});`,
    `printf("${format_}\\n", ${printed.map(({ text }) => text).join(', ')});`,
    `@v_${name} = ${roll.pick(fields).text};`,
    `if (${number()} > ${number()} && comm != "x") { @n_${name}++; } else { @n_${name} += ${number()} / ${number()}; }`,
    `$x = ${number()}; $x += ${number()}; @t_${name}[$x > 5 ? "a" : "bc", (int8)$x]++;`,
  ];
  const body = statements.filter(() => roll.chance(0.6)).join(' ');
  return `tracepoint:${format.category}:${format.name} ${predicate}{ ${body} }`;
}

/** Formats of some tracepoints of this kernel. */
function pickFormats(roll: Dice, { tracepoints }: Target, count: number): TracepointFormat[] {
  const names = tracepoints.names();
  return Array.from({ length: count }, () => roll.pick(names)).flatMap((name) => {
    const [category = '', event = ''] = name.split(':');
    return tracepoints.format(category, event) ?? [];
  });
}

/** What is wrong with the script of this seed, with the script; null when it was attached and ended well. */
export async function tryTracepoints(seed: number): Promise<string | null> {
  const roll = dice(seed);
  const script = pickFormats(roll, testTarget(), 1 + roll.below(3))
    .map((format) => probe(roll, format))
    .join('\n');
  const local = startLocal(`begin { }\n${script}\n`);
  await local.settled;
  local.session.stop('cancelled');
  const { state } = await finishLocal(local);
  const failure = failureOf(state);
  return failure === null ? null : `seed ${seed}: ${failure}\n${script}`;
}
