/**
 * Needs: a bound program. Gives: the typed program, in which every type is decided and no user error is left.
 * Reports: everything that is wrong with types and rules, all at once.
 *
 * Maps are global, so the types of all probes depend on each other: the program is checked in rounds until a round ends
 * as it began (environment.ts). Only the last round's tree and diagnostics count.
 */
import type { AttachPoint, BoundProbe, BoundProgram } from '../2-bind/bound.ts';
import { hasErrors, type PhaseResult } from '../diagnostics/diagnostic.ts';
import { type Reporter, reporter } from '../diagnostics/report.ts';
import type { Policy } from '../policy.ts';
import { nowhere } from '../source/source.ts';
import type { Target } from '../target/target.ts';
import { checkOptions } from './functions/getopt.ts';
import type { Context, ScriptOption } from './context.ts';
import { MapState, VariableTable } from './environment.ts';
import { CallPlaces } from './places.ts';
import { checkExpression } from './expressions/expression.ts';
import { checkCondition } from './expressions/logical.ts';
import { checkMapKeys } from './rules/map-keys.ts';
import { checkMapKinds } from './rules/map-kinds.ts';
import { checkBlock, checkStatements } from './statements/statement.ts';
import type { TypedProbe, TypedProgram } from './typed.ts';
import { holdsStatements } from './walk.ts';

/** Types of real scripts are found in two or three rounds; from the tenth on nothing is forgotten, so that types only grow. */
const maxRounds = 50;
const keepFrom = 10;

/** One program to be: a probe, or one attach point of it where the body tells them apart. */
interface Unit {
  readonly probe: BoundProbe;
  readonly attachPoints: readonly AttachPoint[];
  readonly variables: VariableTable;
}

export function check(bound: BoundProgram, target: Target, policy: Policy): PhaseResult<TypedProgram> {
  const units = bound.probes.flatMap(unitsOf);
  const columns = checkMapKeys(bound, reporter());
  const maps = bound.maps.map((map) => new MapState(map, columns[map.id] ?? 0));
  for (let round = 1; round <= maxRounds; round += 1) {
    const report = reporter();
    checkMapKeys(bound, report);
    const { complete, untyped, options, ...program } = checkRound(bound, target, policy, units, maps, report);
    const renumbered = renumber(maps);
    const changed = endRound(units, maps, round >= keepFrom);
    if (changed || renumbered || round === 1) continue;
    if (!hasErrors(report.diagnostics) && assumeIntegers(untyped)) continue;
    reportUntyped(untyped, report);
    checkMapKinds(program.maps, report);
    checkOptions(options, policy.inputs.named, report);
    const output = complete && !hasErrors(report.diagnostics) ? program : null;
    return { output, diagnostics: report.diagnostics };
  }
  return { output: null, diagnostics: unsettled() };
}

function unitsOf(probe: BoundProbe): Unit[] {
  const groups = probe.perAttachPoint ? probe.attachPoints.map((point) => [point]) : [probe.attachPoints];
  return groups
    .filter((points) => points.length > 0)
    .map((attachPoints) => ({ probe, attachPoints, variables: new VariableTable() }));
}

interface Round extends TypedProgram {
  readonly complete: boolean;
  readonly options: ReadonlyMap<string, ScriptOption>;
  /** Maps of the program of which something is not known. */
  readonly untyped: readonly MapState[];
}

function checkRound(
  bound: BoundProgram,
  target: Target,
  policy: Policy,
  units: readonly Unit[],
  maps: readonly MapState[],
  report: Reporter,
): Round {
  let complete = true;
  const options = new Map<string, ScriptOption>();
  const calls = new CallPlaces();
  let variableCount = 0;
  const nextVariableId = (): number => {
    variableCount += 1;
    return variableCount - 1;
  };
  const probes = units.map(({ probe, attachPoints, variables }): TypedProbe => {
    const context: Context = {
      bound,
      target,
      policy,
      report: calls.reporter(report),
      calls,
      reachable: true,
      loopDepth: 0,
      inFor: false,
      wants: null,
      copies: 1,
      attachPoints,
      variables,
      maps,
      options,
      nextVariableId,
      incomplete: () => {
        complete = false;
      },
      expression: checkExpression,
      statements: checkStatements,
    };
    const predicate =
      probe.syntax.predicate === null ? null : checkCondition(context, probe.syntax.predicate, 'the predicate');
    const body = checkBlock(context, probe.syntax.body);
    if (predicate === null || !holdsStatements(predicate)) return { attachPoints, predicate, body, span: probe.span };
    const { span } = predicate;
    const guarded = { kind: 'if', span, condition: predicate, then: body, else: [] } as const;
    return { attachPoints, predicate: null, body: [guarded], span: probe.span };
  });
  const reached = maps.filter((map) => map.reached);
  return {
    probes,
    maps: reached.map((map) => map.symbol()).filter((symbol) => symbol !== null),
    variables: units.flatMap((unit) => unit.variables.symbols()),
    complete,
    options,
    untyped: reached.filter((map) => map.symbol() === null),
  };
}

/** Numbers the maps that were reached, from 0 on; whether any number is new. */
function renumber(maps: readonly MapState[]): boolean {
  let changed = false;
  let next = 0;
  for (const map of maps.filter(({ reached }) => reached)) {
    changed ||= map.id !== next;
    map.id = next;
    next += 1;
  }
  return changed;
}

function endRound(units: readonly Unit[], maps: readonly MapState[], keep: boolean): boolean {
  const changes = [...units.map((unit) => unit.variables), ...maps].map((part) => part.endRound(keep));
  return changes.includes(true);
}

/** In `@n = @n + 1` only the map itself gives it values: it counts from 0. Whether there is such a map. */
function assumeIntegers(untyped: readonly MapState[]): boolean {
  return untyped.map((map) => map.assumeInteger()).includes(true);
}

function reportUntyped(untyped: readonly MapState[], report: Reporter): void {
  const [first] = untyped;
  if (first === undefined || hasErrors(report.diagnostics)) return;
  const { name, span } = first.bound;
  report.error('undefined-map', span, `${name} has no type: what gives it values has none either`);
}

function unsettled(): PhaseResult<TypedProgram>['diagnostics'] {
  const report = reporter();
  report.error(
    'types-unsettled',
    nowhere,
    `the types of this script depend on each other in a chain of more than ${maxRounds} steps`,
    {
      hint: 'declare a variable of the chain: let $x : uint64 = …',
    },
  );
  return report.diagnostics;
}
