/**
 * Every diagnostic code with its meaning. A code is never reused for another meaning: people search for it.
 * `bpfleet --explain CODE` and docs/errors are made from this table.
 */
export interface CodeEntry {
  readonly title: string;
  readonly explanation: string;
}

export const codes = {
  // 1-parse
  'script-too-long': { title: 'The script is too long', explanation: 'Scripts have at most 1,048,576 characters.' },
  'no-probes': { title: 'There is no probe', explanation: 'A script needs at least one probe: attach points followed by a block in braces.' },
  'unexpected-token': { title: 'The text does not continue as it must', explanation: 'The message says what could stand here.' },
  'unexpected-end': { title: 'The script ends too early', explanation: 'Usually a closing brace or parenthesis is missing.' },
  'unknown-character': { title: 'A character has no meaning in a script', explanation: 'Outside strings and comments a script is plain ASCII.' },
  'unterminated-string': { title: 'A string is never closed', explanation: 'Strings stand in double quotes and end on the line they begin on.' },
  'unterminated-comment': { title: 'A comment is never closed', explanation: 'A comment that begins with /* ends with */.' },
  'bad-integer': {
    title: 'A number is malformed',
    explanation: 'Integers are decimal, 0x…, 0b… or 0… (octal), with _ between digits, NeM for powers of ten, a C suffix (u l ul ll ull) or a duration (ns us ms s m h d), and fit in 64 bits.',
  },
  'bad-escape': { title: 'An escape sequence is unknown', explanation: 'Known are \\n \\t \\r \\" \\\\, \\0 to \\377 (octal) and \\xHH.' },
  'not-assignable': { title: 'This cannot be assigned to', explanation: 'Only $variables and @maps change.' },
  'not-supported': {
    title: 'bpfleet does not have this part of bpftrace yet',
    explanation: 'The construct is valid bpftrace, and not implemented in this version of bpfleet.',
  },
  'nested-too-deeply': { title: 'The script is nested too deeply', explanation: 'Blocks and parentheses nest at most 200 levels; an expression has at most 400 operators in a row.' },
} as const satisfies Record<string, CodeEntry>;

export type DiagnosticCode = keyof typeof codes;
