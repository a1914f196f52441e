/** Random statements, each with what it does to the state. */
import type { Dice } from './dice.ts';
import { conversion, width } from './formats.ts';
import type { State } from './state.ts';
import {
  applyOperator,
  castTo,
  condition,
  int64,
  intTypes,
  operators,
  type Scope,
  type Term,
  term,
  typeName,
  wrap,
} from './terms.ts';

export interface Statement {
  readonly text: string;
  /** False when the probe ends here. */
  run(state: State): boolean;
}

/** Where variables get their names: no name is used twice in a probe, so that no scope hides another's. */
export interface Names {
  next: number;
}

export interface Block {
  readonly text: string;
  run(state: State): boolean;
}

const words = ['', 'a', 'abc', 'abd', 'a longer string of thirty bytes', 'grün'];

/** `size` statements, indented; `depth` bounds their nesting. */
export function block(dice: Dice, scope: Scope, names: Names, size: number, depth: number): Block {
  const statements: Statement[] = [];
  let inner = scope;
  for (let i = 0; i < size; i += 1) {
    if (dice.chance(0.25)) {
      const [declared, declaring] = declaration(dice, inner, names);
      statements.push(declaring);
      inner = { variables: [...inner.variables, declared] };
    } else {
      statements.push(statement(dice, inner, names, depth));
    }
  }
  return {
    text: statements.map(({ text }) => text.replaceAll(/^/gm, '  ')).join('\n'),
    run: (state) => statements.every((each) => each.run(state)),
  };
}

function declaration(dice: Dice, scope: Scope, names: Names): [Scope['variables'][number], Statement] {
  const type = dice.pick(intTypes);
  const name = `$v${names.next}`;
  names.next += 1;
  const value = castTo(type, term(dice, scope, dice.size - 1));
  const text = dice.chance(0.5) ? `let ${name} : ${typeName(type)} = ${value.text};` : `${name} = ${value.text};`;
  const run = (state: State): boolean => set(state, name, value.value(state));
  return [
    { name, type },
    { text, run },
  ];
}

function set(state: State, name: string, value: bigint): true {
  state.variables.set(name, value);
  return true;
}

function statement(dice: Dice, scope: Scope, names: Names, depth: number): Statement {
  if (depth > 0 && dice.chance(0.25)) return branch(dice, scope, names, depth - 1);
  if (dice.chance(0.02)) return ending(dice);
  const makers = [assign, mapAssign, mapChange, elementChange, print, print, printValue, strings];
  return dice.pick(makers)(dice, scope);
}

function assign(dice: Dice, scope: Scope): Statement {
  if (scope.variables.length === 0) return mapAssign(dice, scope);
  const { name, type } = dice.pick(scope.variables);
  const value = castTo(type, term(dice, scope, dice.size));
  return { text: `${name} = ${value.text};`, run: (state) => set(state, name, value.value(state)) };
}

function mapAssign(dice: Dice, scope: Scope): Statement {
  const map = dice.pick(['@x', '@y']);
  const value = castTo(int64, term(dice, scope, dice.size));
  return { text: `${map} = ${value.text};`, run: (state) => put(state, map, '', value.value(state)) };
}

function put(state: State, map: string, key: string, value: bigint): true {
  state.map(map).set(key, wrap(int64, value));
  return true;
}

/** `@x op= e`, `@x++`: the map's side is read before the value is computed. */
function mapChange(dice: Dice, scope: Scope): Statement {
  const map = dice.pick(['@x', '@y']);
  return change(dice, scope, map, map, () => '');
}

function elementChange(dice: Dice, scope: Scope): Statement {
  const map = dice.pick(['@a', '@b']);
  const key = castTo(int64, term(dice, scope, dice.size >> 1));
  return change(dice, scope, map, `${map}[${key.text}]`, (state) => String(key.value(state)));
}

function change(dice: Dice, scope: Scope, map: string, text: string, keyOf: (state: State) => string): Statement {
  const old: Term = { text, level: 14, type: int64, value: (state) => state.map(map).get(keyOf(state)) ?? 0n };
  if (dice.chance(0.3)) {
    const step = dice.chance(0.5) ? 1n : -1n;
    const sign = step === 1n ? '++' : '--';
    const written = dice.chance(0.5) ? `${sign}${text};` : `${text}${sign};`;
    return { text: written, run: (state) => put(state, map, keyOf(state), old.value(state) + step) };
  }
  const operator = dice.pick(operators);
  const right = castTo(dice.pick(intTypes), term(dice, scope, dice.size - 1));
  const { value } = applyOperator(operator, old, right);
  const written = `${text} ${operator.text}= ${right.text};`;
  return { text: written, run: (state) => put(state, map, keyOf(state), value(state)) };
}

function print(dice: Dice, scope: Scope): Statement {
  const parts = Array.from({ length: 1 + dice.below(4) }, () => {
    const value = castTo(dice.pick(intTypes), term(dice, scope, dice.size));
    const [field, show] = [width(dice), conversion(dice)];
    return { value, text: `%${field.text}${show.text}`, show: (n: bigint) => field.apply(show.apply(n)) };
  });
  const text = `printf("${parts.map((part) => part.text).join(' ')}\\n", ${parts.map(({ value }) => value.text).join(', ')});`;
  const line = (state: State): string => parts.map(({ value, show }) => show(value.value(state))).join(' ');
  return { text, run: (state) => say(state, `${line(state)}\n`) };
}

function say(state: State, text: string): true {
  state.output.push(text);
  return true;
}

function printValue(dice: Dice, scope: Scope): Statement {
  const value = castTo(dice.pick(intTypes), term(dice, scope, dice.size));
  return { text: `print(${value.text});`, run: (state) => say(state, `${value.value(state)}\n`) };
}

/** A string chosen at run time, kept in a map, compared and printed. */
function strings(dice: Dice, scope: Scope): Statement {
  const test = condition(dice, scope, dice.size >> 1);
  const [yes, no, other] = [dice.pick(words), dice.pick(words), dice.pick(words)];
  return {
    text: `@s = (${test.text}) ? "${yes}" : "${no}";\nprintf("%s|%8s|%-8s|%d\\n", @s, @s, "${other}", @s == "${other}");`,
    run: (state) => {
      const chosen = test.value(state) ? yes : no;
      const bytes = (text: string): number => Buffer.byteLength(text);
      const left = `${' '.repeat(Math.max(0, 8 - bytes(chosen)))}${chosen}`;
      const right = `${other}${' '.repeat(Math.max(0, 8 - bytes(other)))}`;
      return say(state, `${chosen}|${left}|${right}|${chosen === other ? 1 : 0}\n`);
    },
  };
}

function branch(dice: Dice, scope: Scope, names: Names, depth: number): Statement {
  const test = condition(dice, scope, dice.size - 1);
  const then = block(dice, scope, names, 1 + dice.below(3), depth);
  const otherwise = dice.chance(0.6) ? block(dice, scope, names, 1 + dice.below(3), depth) : null;
  const text = `if (${test.text}) {\n${then.text}\n}`;
  return {
    text: otherwise === null ? text : `${text} else {\n${otherwise.text}\n}`,
    run: (state) => (test.value(state) ? then : otherwise)?.run(state) ?? true,
  };
}

/** `return` ends this probe, `exit` all that come after it too. In a branch, so that nothing behind is unreachable. */
function ending(dice: Dice): Statement {
  const code = dice.below(256);
  if (dice.chance(0.5)) return { text: 'if (@x == 3) { return; }', run: (state) => state.map('@x').get('') !== 3n };
  return {
    text: `if (@y == 5) { exit(${code}); }`,
    run: (state) => {
      if (state.map('@y').get('') !== 5n) return true;
      state.exitCode ??= code;
      return false;
    },
  };
}
