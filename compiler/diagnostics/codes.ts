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
  // 2-bind
  'unknown-provider': { title: 'There is no such provider', explanation: 'An attach point begins with a provider: begin, end, tracepoint, interval or profile.' },
  'bad-attach-point': { title: 'The attach point is malformed', explanation: 'Each provider has its own form; the hint shows it.' },
  'unknown-probe': {
    title: 'This kernel has no such probe',
    explanation: 'The attach point is well-formed, and the kernel it is compiled for does not have it. On a fleet, nodes without it are skipped (ProbeMissing).',
  },
  'no-matches': { title: 'A wildcard matches nothing', explanation: 'No probe of this kernel matches the pattern. On a fleet, nodes without a match are skipped (ProbeMissing).' },
  'bad-period': { title: 'A timer has no sensible period', explanation: 'Timers take a unit (hz, s, ms, us) and a count above zero, or a duration like 100ms; the shortest period is 1 us.' },
  'too-many-probes': { title: 'Too many probes', explanation: 'After wildcard expansion the script has more attach points than its limits allow.' },
  'unknown-name': { title: 'There is no such builtin or function', explanation: 'A bare word names a builtin; variables begin with $ and maps with @.' },
  'undeclared-variable': { title: 'The variable does not exist here', explanation: 'A variable is visible from its declaration or first assignment to the end of that block.' },
  'already-declared': { title: 'The variable is declared already', explanation: 'A variable cannot be declared again, or hidden by another, where it is visible.' },
  'never-assigned': { title: 'A variable never gets a value', explanation: 'It was declared, and nothing assigns to it.' },
  'used-before-assigned': { title: 'A variable is used before it gets a value', explanation: 'It is zero or empty there.' },
  // 6-select
  'stack-limit': { title: 'A probe needs too much stack', explanation: 'The kernel gives a BPF program 512 bytes of stack. Long strings and wide map keys are what fills it.' },
  'program-size': { title: 'A probe is too long', explanation: 'A jump inside a BPF program reaches over 32767 instructions at most.' },
} as const satisfies Record<string, CodeEntry>;

export type DiagnosticCode = keyof typeof codes;
