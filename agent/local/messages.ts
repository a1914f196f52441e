/**
 * Messages on standard error, in bpftrace's colours: red the line of an error, yellow that of a warning.
 *
 * Needs: text, whole lines. Gives: it, written. Reports: nothing.
 */

export function message(text: string): void {
  process.stderr.write(isColoured() ? coloured(text) : text);
}

/** BPFTRACE_COLOR: `auto` (the default), `always` or `never`. */
function isColoured(): boolean {
  const wish = process.env['BPFTRACE_COLOR'];
  return wish === 'always' || (wish !== 'never' && process.stderr.isTTY);
}

/** What is wrong with the variable; null when nothing is. */
export function colourProblem(wish: string | undefined): string | null {
  if (wish === undefined || ['auto', 'always', 'never'].includes(wish)) return null;
  return `BPFTRACE_COLOR is ${JSON.stringify(wish)}: it takes auto, always, never`;
}

export function coloured(text: string): string {
  return text.replaceAll(/^(?:\S+:\d[\d:-]*: )?(ERROR|WARNING): .*$/gm, (line, word) => {
    return `\x1b[${word === 'ERROR' ? 31 : 33}m${line}\x1b[0m`;
  });
}
