/** Patterns of attach points: `*` stands for any characters, also none; everything else for itself. */

export function isPattern(text: string): boolean {
  return text.includes('*');
}

/** Whether the whole text matches. Time is at most pattern × text, whatever the pattern. */
export function matches(pattern: string, text: string): boolean {
  return matcher(pattern)(text);
}

/** The same for many texts: the pattern is cut up once. */
export function matcher(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => pattern === text;
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let at = first.length;
    for (const piece of rest) {
      const found = text.indexOf(piece, at);
      if (found === -1 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}
