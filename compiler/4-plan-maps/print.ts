/**
 * Text form of the map plans, for --emit=maps and tests.
 *
 * Needs: map plans.
 * Gives: a paragraph for each map.
 * Reports: nothing.
 */
import type { ColumnType, ValueSchema } from '@bpfleet/results';
import type { ColumnLayout, Form, MapPlan, ValueLayout } from '../manifest.ts';
import { formatBytes } from './memory.ts';
import type { MapPlans } from './planned.ts';

export function printMapPlans(plans: MapPlans): string {
  const total = `total ${formatBytes(plans.memoryBytes)}\n`;
  return [...plans.maps.map(printMapPlan), total].join('\n');
}

function printMapPlan(map: MapPlan): string {
  const keys = map.schema.keys.map((key) => typeText(key.type) + (key.nodeLocal ? ' of its node' : ''));
  const columns = map.keys.map(columnText);
  return [
    `${map.schema.name}${keys.length === 0 ? '' : `[${keys.join(', ')}]`} = ${seriesText(map)}${schemaText(map.schema.value)}`,
    `  ${representation(map)}`,
    ...shortText(map),
    ...(columns.length === 0 ? [] : [`  key: ${columns.join(', ')}`]),
    `  value: ${valueText(map.value)}`,
    `  memory: ${formatBytes(map.memoryBytes)}`,
    '',
  ].join('\n');
}

function representation(map: MapPlan): string {
  const { kernelName, type, maxEntries, keySize, valueSize, cellOffset } = map;
  const isCell = type === 'cell' || type === 'percpu_cell';
  const size = isCell ? `${valueSize} bytes at ${cellOffset}` : `${maxEntries} × (${keySize} + ${valueSize}) bytes`;
  const traits = [
    ...(map.evicts ? ['evicts'] : []),
    ...(map.cumulative ? ['cumulative'] : []),
    ...(map.undisturbed ? ['undisturbed'] : []),
    ...(map.twin === null ? [] : ['twin']),
  ];
  return [`${kernelName}: ${type}`, size, ...traits].join(', ');
}

function shortText({ short, maxEntries, valueSize }: MapPlan): readonly string[] {
  if (short === null) return [];
  const keys = short.keys.map(columnText).join(', ');
  return [
    `  ${short.kernelName}: for short strings, ${maxEntries} × (${short.keySize} + ${valueSize}) bytes, key: ${keys}`,
  ];
}

function seriesText({ schema: { series } }: MapPlan): string {
  return series === undefined ? '' : `${series.intervals} intervals of ${series.interval} ns, each `;
}

function schemaText(value: ValueSchema): string {
  switch (value.kind) {
    case 'count':
      return 'count';
    case 'sum':
      return value.signed ? 'sum of signed' : 'sum of unsigned';
    case 'min':
    case 'max':
    case 'avg':
    case 'stats':
      return `${value.kind} of ${value.signed ? 'signed' : 'unsigned'}`;
    case 'hist':
      return `hist of ${value.bits} bits`;
    case 'lhist':
      return `lhist from ${value.min} to ${value.max} by ${value.step}`;
    case 'scalar':
      return `${typeText(value.type)}, ${value.merge === 'sum' ? 'adds up' : 'per node'}`;
  }
}

function typeText(type: ColumnType): string {
  switch (type.kind) {
    case 'int':
      return `${type.signed ? 'int' : 'uint'}${type.size * 8}`;
    case 'array':
      return `${typeText(type.element)}[${type.length}]`;
    case 'tuple':
      return `(${type.elements.map(typeText).join(', ')})`;
    case 'record':
      return `{ ${type.fields.map((field) => `${field.name}: ${typeText(field.type)}`).join(', ')} }`;
    case 'bool':
    case 'pointer':
    case 'enum':
    case 'string':
    case 'buffer':
      return type.kind;
  }
}

function columnText({ offset, size, type, form }: ColumnLayout): string {
  return `${formText(form, type)} ${offset}+${size}`;
}

function formText(form: Form, type: ColumnType | null): string {
  switch (form.kind) {
    case 'number':
      return type?.kind === 'bool' || type?.kind === 'pointer' ? type.kind : form.signed ? 'signed' : 'unsigned';
    case 'string':
    case 'cut string':
      return 'string';
    case 'name':
      return form.source.of === 'container' ? form.source.attribute : form.source.of;
    case 'buffer':
    case 'inet':
    case 'macaddr':
      return form.kind;
    case 'bits':
      return `bits ${form.shift}+${form.width}`;
    case 'array':
      return `${formText(form.element, null)}[${form.length}]`;
    case 'parts':
      return `(${form.parts.map((part) => `${formText(part.form, null)} ${part.offset}`).join(', ')})`;
  }
}

function valueText(value: ValueLayout): string {
  switch (value.kind) {
    case 'number':
      return `number, ${value.signed ? 'signed' : 'unsigned'}${presentText(value.presentOffset)}`;
    case 'extreme':
      return `${value.which}, ${value.signed ? 'signed' : 'unsigned'}${presentText(value.presentOffset)}`;
    case 'stats':
      return `count and total, ${value.signed ? 'signed' : 'unsigned'}`;
    case 'hist':
      return `${value.buckets} buckets`;
    case 'datum':
      return `${columnText(value.column)}${presentText(value.presentOffset)}`;
  }
}

function presentText(offset: number | null): string {
  return offset === null ? '' : `, present at ${offset}`;
}
