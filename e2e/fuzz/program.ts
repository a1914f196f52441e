/** A random script of begin probes, and what it must print. */
import { type Dice, dice } from './dice.ts';
import { newState, type State } from './state.ts';
import { block } from './statements.ts';
import { castTo, condition, int64, term, wrap } from './terms.ts';

export interface FuzzProgram {
  readonly script: string;
  /** Maps at the end included. */
  readonly output: string;
  readonly exitCode: number;
}

interface FuzzProbe {
  readonly text: string;
  run(state: State): void;
}

const text = 'a longer string of thirty bytes';
/** Gives everything its type before it is used. */
const first = `begin { @a[(int64)0] = (int64)0; @b[(int64)0] = (int64)0; @x = (int64)1; @y = (int64)0; @s = "${text}"; }`;
/** Shows the scalars and leaves only the counters to be printed. */
const last = 'end { printf("%ld %ld\\n", @x, @y); clear(@a); clear(@b); clear(@x); clear(@y); clear(@s); }';

export function randomProgram(seed: number): FuzzProgram {
  const roll = dice(seed);
  const probes = Array.from({ length: 1 + roll.below(3) }, () => randomProbe(roll));
  const state = newState();
  state.map('@x').set('', 1n);
  for (const probe of probes) {
    if (state.exitCode === null) probe.run(state);
  }
  const scalar = (name: string): bigint | undefined => state.map(name).get('');
  const counters = ['@c', '@n'].flatMap((name) => (scalar(name) === undefined ? [] : [`${name}: ${scalar(name)}\n`]));
  return {
    script: `${[first, ...probes.map((probe) => probe.text), last].join('\n')}\n`,
    output: `${state.output.join('')}${scalar('@x') ?? 0n} ${scalar('@y') ?? 0n}\n\n\n${counters.join('')}`,
    exitCode: state.exitCode ?? 0,
  };
}

function randomProbe(roll: Dice): FuzzProbe {
  const scope = { variables: [] };
  const test = roll.chance(0.2) ? condition(roll, scope, roll.size >> 1) : null;
  const body = block(roll, scope, { next: 0 }, 1 + roll.below(3 * roll.size), roll.size - 1);
  const sums = castTo(int64, term(roll, scope, roll.size >> 1));
  const predicate = test === null ? '' : `/${test.text}/ `;
  return {
    text: `begin ${predicate}{\n${body.text}\n  @c = count(); @n = sum(${sums.text});\n}`,
    run: (state) => {
      state.variables = new Map();
      if (test?.value(state) === false || !body.run(state)) return;
      add(state, '@c', 1n);
      add(state, '@n', sums.value(state));
    },
  };
}

function add(state: State, map: string, amount: bigint): void {
  state.map(map).set('', wrap(int64, (state.map(map).get('') ?? 0n) + amount));
}
