import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MapSymbol, TypedExpression, TypedStatement } from '../3-check/typed.ts';
import { fuseClears } from './fuse-clears.ts';

const span = { start: 0, end: 0 };
const type = { kind: 'int', size: 8, signed: true } as const;

function map(name: string): MapSymbol {
  return {
    id: name.charCodeAt(1),
    name,
    keys: [],
    nodeLocalKeys: [],
    series: null,
    declared: null,
    value: { kind: 'count' },
    span,
  };
}

/** `print@x`, `clear@x`, `count@x`, `set@x`, `printf`, `read@x` (a printf of the map), `if_…` (around another), `exit`. */
function statement(word: string): TypedStatement {
  if (word.startsWith('if_')) {
    const condition = { kind: 'integer', value: 1n, type: { kind: 'bool' }, span } as const;
    return { kind: 'if', condition, then: [], else: [statement(word.slice(3))], span };
  }
  const [verb = '', name = ''] = word.split(/(?=@)/);
  const read: TypedExpression = { kind: 'mapRead', map: map(name), key: [], type, span };
  switch (verb) {
    case 'print':
      return { kind: 'printMap', map: map(name), top: 0, div: 0, span };
    case 'clear':
      return { kind: 'clear', map: map(name), span };
    case 'count':
      return { kind: 'aggregate', map: map(name), key: [], argument: null, span };
    case 'set': {
      const value = { kind: 'integer', value: 0n, type, span } as const;
      return { kind: 'assign', target: { kind: 'map', map: map(name), key: [] }, value, span };
    }
    case 'read':
      return { kind: 'printf', action: 'printf', format: '%d', args: [read], span };
    case 'exit':
      return { kind: 'exit', code: { kind: 'integer', value: 0n, type, span }, span };
    default:
      return { kind: 'printf', action: 'printf', format: 'x', args: [], span };
  }
}

/** Statements of one block → the same with a `!` behind each print that resets. */
function check(block: string, expected: string): void {
  const words = block.split(' ');
  const source = words.map(statement);
  const { statements, resetting } = fuseClears(source);
  const shown = statements.map(
    (each) => `${words[source.indexOf(each)]}${each.kind === 'printMap' && resetting.has(each) ? '!' : ''}`,
  );
  assert.equal(shown.join(' '), expected);
}

test('a clear belongs to the print before it', () => {
  check('print@a clear@a', 'print@a!');
  check('print@a print@b clear@a clear@b', 'print@a! print@b!');
  check('print@a printf clear@a', 'print@a! printf');
  check('print@a count@b set@b read@b clear@a', 'print@a! count@b set@b read@b');
  check('print@a if_count@b clear@a', 'print@a! if_count@b');
  check('print@a print@a clear@a', 'print@a print@a!');
  check('print@a clear@a print@a clear@a', 'print@a! print@a!');
  check('print@a clear@a clear@a', 'print@a!');
});

test('a clear on its own stays', () => {
  check('clear@a', 'clear@a');
  check('print@b clear@a', 'print@b clear@a');
  check('clear@a print@a', 'clear@a print@a');
});

test('what uses the map or leaves the block stands between them', () => {
  check('print@a count@a clear@a', 'print@a count@a clear@a');
  check('print@a read@a clear@a', 'print@a read@a clear@a');
  check('print@a set@a clear@a', 'print@a set@a clear@a');
  check('print@a exit clear@a', 'print@a exit clear@a');
  check('print@a if_exit clear@a', 'print@a if_exit clear@a');
  check('print@a if_if_read@a clear@a', 'print@a if_if_read@a clear@a');
});
