import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitWords } from './split-words.ts';

const check = (line: string, words: readonly string[]): void => assert.deepEqual(splitWords(line), words);

test('words of a command line', () => {
  check('', []);
  check('  ls   -l /tmp ', ['ls', '-l', '/tmp']);
  check(`sh -c 'echo "a b"; exit 3'`, ['sh', '-c', 'echo "a b"; exit 3']);
  check('echo "a \\" b" c\\ d', ['echo', 'a " b', 'c d']);
  check(`a'b c'"d e"f`, ['ab cd ef']);
  check(`echo '' ""`, ['echo', '', '']);
  check(`echo 'open`, ['echo', 'open']);
});
