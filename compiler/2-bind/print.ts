/**
 * The text form of the bound program (`--emit=bound`): attach points after expansion, and each symbol with the places
 * (line:column) that mean it.
 */
import { positionAt } from '../source/source.ts';
import type { AttachPoint, BoundProgram } from './bound.ts';

export function printBound(program: BoundProgram): string {
  const place = (offset: number): string => {
    const { line, column } = positionAt(program.source, offset);
    return `${line}:${column}`;
  };
  const probes = program.probes.flatMap((probe) => [
    `probe ${place(probe.span.start)}${probe.perAttachPoint ? ' one program per attach point' : ''}`,
    ...probe.attachPoints.map((point) => `  ${printAttachPoint(point)}`),
  ]);
  const variables = program.variables.map((variable) => {
    const uses = [...program.variableOf]
      .filter(([, bound]) => bound.id === variable.id)
      .map(([node]) => place(node.span.start));
    return `variable ${variable.id} ${variable.name}: ${uses.join(' ')}`;
  });
  const maps = program.maps.map((map) => `map ${map.id} ${map.name}: first at ${place(map.span.start)}`);
  const builtins = [...program.builtinOf].map(
    ([node, builtin]) => `builtin ${builtin.name}: ${place(node.span.start)}`,
  );
  return [...probes, ...variables, ...maps, ...builtins].map((line) => `${line}\n`).join('');
}

function printAttachPoint(point: AttachPoint): string {
  switch (point.provider) {
    case 'begin':
    case 'end':
    case 'self':
    case 'tracepoint':
    case 'rawtracepoint':
    case 'fentry':
    case 'fexit':
      return point.text;
    case 'kprobe':
    case 'kretprobe':
      return `${point.text} (${point.mechanism})`;
    case 'interval':
      return `${point.text} (every ${point.periodNs} ns)`;
    case 'profile':
      return `${point.text} (${point.frequency === null ? `every ${point.periodNs} ns` : `${point.frequency} Hz`})`;
    case 'software':
    case 'hardware':
      return `${point.text} (every ${point.count} times)`;
    case 'uprobe':
    case 'uretprobe':
      return `${point.text} (byte ${point.offset} of the file)`;
  }
}
