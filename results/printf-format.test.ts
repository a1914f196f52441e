import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptsArgument, type ConversionSpec, parseFormat } from './printf-format.ts';

/** `-+#0` flags, width, bits and conversion of a spec: `-8.32d`. */
function specText(spec: ConversionSpec): string {
  const flags = `${spec.left ? '-' : ''}${spec.plus ? '+' : ''}${spec.alternate ? '#' : ''}${spec.zero ? '0' : ''}`;
  return `${flags}${spec.width}.${spec.bits}${spec.conversion}`;
}

/** Parts of a format, literals quoted; errors as `offset+length message`. */
function check(text: string, parts: readonly string[], errors: readonly string[] = []): void {
  const format = parseFormat(text);
  assert.deepEqual(
    format.parts.map((part) => (part.kind === 'literal' ? `'${part.text}'` : specText(part))),
    parts,
    text,
  );
  assert.deepEqual(
    format.errors.map(({ offset, length, message }) => `${offset}+${length} ${message}`),
    errors,
    text,
  );
  assert.deepEqual(
    format.conversions,
    format.parts.filter((part) => part.kind === 'conversion'),
  );
  for (const { offset, length, conversion } of format.conversions) {
    assert.ok(
      text.slice(offset, offset + length).startsWith('%') && text.slice(offset, offset + length).endsWith(conversion),
    );
  }
}

test('literals and percent signs', () => {
  check('', []);
  check('plain\n', ["'plain\n'"]);
  check('100%%', ["'100%'"]);
  check('%d%%%s', ['0.32d', "'%'", '0.32s']);
});

test('flags, width and precision', () => {
  check('%-8d', ['-8.32d']);
  check('%+d % d %#x %05d', ['+0.32d', "' '", '0.32d', "' '", '#0.32x', "' '", '05.32d']);
  check('%-+ #010.3lld', ['-+#010.64d']);
  check('%*d %.*s %-10.10s %5.u', ['0.32d', "' '", '0.32s', "' '", '-10.32s', "' '", '5.32u']);
});

test('length modifiers say how many bits are printed; none means 32', () => {
  check('%d%hhd%hd%ld%lld%jd%zd%td%Ld', [
    '0.32d',
    '0.8d',
    '0.16d',
    ...Array.from({ length: 5 }, () => '0.64d'),
    '0.32d',
  ]);
  check('%llx %lu %zX %c %p %o %i', [
    '0.64x',
    "' '",
    '0.64u',
    "' '",
    '0.64X',
    "' '",
    '0.32c',
    "' '",
    '0.32p',
    "' '",
    '0.32o',
    "' '",
    '0.32i',
  ]);
});

test('a percent sign, whatever stands between the two', () => {
  check('100%%|%5%|%-5%|%l%', ["'100%|%|%|%'"]);
});

test('wrong conversions are told by place', () => {
  check('a%', ["'a%'"]);
  check('%5', ["'%5'"]);
  check('50%! %d, %z %y', ["'50%! '", '0.32d', "', %z %y'"]);
  check('%n', [], ['0+2 unsupported format specifier: n']);
  check('%f', [], ['0+2 unsupported format specifier: f']);
  check('%gr|%-5e', ['0.32gr', "'|'"], ['4+4 unsupported format specifier: e']);
  check('%g|%gx', ["'|x'"], ['0+2 unsupported format specifier: g', '3+2 unsupported format specifier: g']);
  check('%99999999s', [], ["0+10 width 99999999 in '%99999999s' is over 65536"]);
  // A space is a flag: this is the conversion s, as in C.
  check('100% sure', ["'100'", '0.32s', "'ure'"]);
});

test('buffers have conversions of their own', () => {
  check('%-5r|%rx%rh', ['-5.32r', "'|'", '0.32rx', '0.32rh']);
  const [r] = parseFormat('%rh').conversions;
  assert.ok(r !== undefined && acceptsArgument(r, 'buffer') && !acceptsArgument(r, 'string'));
});

test('an argument is accepted by kind', () => {
  const [d, s] = parseFormat('%d%s').conversions;
  assert.ok(d !== undefined && s !== undefined);
  assert.deepEqual(
    (['int', 'bool', 'pointer', 'string'] as const).map((kind) => acceptsArgument(d, kind)),
    [true, true, true, false],
  );
  assert.deepEqual(
    (['int', 'bool', 'pointer', 'string'] as const).map((kind) => acceptsArgument(s, kind)),
    [true, true, true, true],
  );
});
