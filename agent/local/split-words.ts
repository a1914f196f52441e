/**
 * The words of a command line: blanks separate, quotes and backslashes keep them together, as in a shell; nothing else of
 * a shell has a meaning.
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  // One piece at a time: blanks, '…', "…", \x, or plain characters.
  for (const [piece] of line.matchAll(/\s+|'[^']*'?|"(?:\\.|[^"\\])*"?|\\.|[^\s'"\\]+|\\$/gs)) {
    if (/^\s/.test(piece)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + unquoted(piece);
  }
  return word === null ? words : [...words, word];
}

function unquoted(piece: string): string {
  if (piece.startsWith("'")) return piece.slice(1).replace(/'$/, '');
  if (piece.startsWith('"'))
    return piece
      .slice(1)
      .replace(/(?<!\\)"$/, '')
      .replaceAll(/\\(["\\$`])/g, '$1');
  return piece.startsWith('\\') && piece.length > 1 ? piece.slice(1) : piece;
}
