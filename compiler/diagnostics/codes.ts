/**
 * Every diagnostic code with its meaning. A code is never reused for another meaning: people search for it.
 * Tests hold the phases to it: no code without an entry, no entry without a script that gives it.
 */
export interface CodeEntry {
  readonly title: string;
  readonly explanation: string;
}

/** Codes of the phases up to check: what can be wrong with a script as such. */
export const frontEndCodes = {
  // preamble
  'c-syntax': {
    title: 'The C at the top of the script is wrong',
    explanation: 'It may define structs, unions, enums and object-like macros.',
  },
  'c-directive': {
    title: 'A directive of the C preprocessor is wrong',
    explanation: 'Known are #define, #undef, #include, #if, #ifdef, #ifndef, #elif, #else and #endif.',
  },
  'c-unknown-type': {
    title: 'A C declaration uses a type that nobody declares',
    explanation: 'Types come from the script, its headers, and the BTF of the kernel.',
  },
  'c-incomplete': {
    title: 'A member has a type without a size',
    explanation: 'A struct that is only declared can be pointed at, not contained.',
  },
  'c-redefined': { title: 'A struct or union is defined twice', explanation: 'One of the two has to go.' },
  'c-after-probes': {
    title: 'C definitions stand behind probes',
    explanation: 'A script begins with its C definitions; probes and functions follow.',
  },
  'header-missing': {
    title: 'A header file is not there',
    explanation: 'With BTF that is a warning: the types of the kernel are known without headers.',
  },
  'type-overridden': {
    title: 'The script defines a type that the kernel has too',
    explanation: "The script's definition is used everywhere in it.",
  },
  // 1-parse
  'script-too-long': { title: 'The script is too long', explanation: 'Scripts have at most 1,048,576 characters.' },
  'no-probes': {
    title: 'There is no probe',
    explanation: 'A script needs at least one probe: attach points followed by a block in braces.',
  },
  'unexpected-token': {
    title: 'The text does not continue as it must',
    explanation: 'The message says what could stand here.',
  },
  'unexpected-end': {
    title: 'The script ends too early',
    explanation: 'Usually a closing brace or parenthesis is missing.',
  },
  'unknown-character': {
    title: 'A character has no meaning in a script',
    explanation: 'Outside strings and comments a script is plain ASCII.',
  },
  'unterminated-string': {
    title: 'A string is never closed',
    explanation: 'Strings stand in double quotes and end on the line they begin on.',
  },
  'unterminated-comment': {
    title: 'A comment is never closed',
    explanation: 'A comment that begins with /* ends with */.',
  },
  'bad-integer': {
    title: 'A number is malformed',
    explanation:
      'Integers are decimal, 0x… or 0… (octal), with _ between digits, NeM for powers of ten, a C suffix (u l ul ll ull) or a duration (ns us ms s m h d), and fit in 64 bits.',
  },
  'bad-escape': {
    title: 'An escape sequence is unknown',
    explanation: 'Known are \\n \\t \\r \\" \\\\, \\0 to \\377 (octal) and \\xHH.',
  },
  'not-assignable': { title: 'This cannot be assigned to', explanation: 'Only $variables and @maps change.' },
  'not-supported': {
    title: 'bpfleet does not have this part of bpftrace yet',
    explanation: 'The construct is valid bpftrace, and not implemented in this version of bpfleet.',
  },
  'nested-too-deeply': {
    title: 'The script is nested too deeply',
    explanation: 'Blocks and parentheses nest at most 200 levels; an expression has at most 400 operators in a row.',
  },
  'bad-loop': {
    title: 'A loop is malformed, or left where there is none',
    explanation:
      '`for` goes through a range of integers (`for ($i : 0..10)`) or a map (`for ($kv : @map)`), `unroll` repeats its block 1 to 100 times, and `break` and `continue` stand inside `for` and `while`.',
  },
  'loop-unavailable': {
    title: 'This kernel has no loops',
    explanation: 'Loops are functions that the kernel calls again and again, which it does since Linux 5.17.',
  },
  deprecated: {
    title: 'This spelling is deprecated',
    explanation: 'It still works, and will go. The hint has the spelling that stays.',
  },
  'bad-config': {
    title: 'A setting is unknown, or has a value that it does not take',
    explanation: 'Settings stand in config = { key = value; } and in environment variables, BPFTRACE_ and the key.',
  },
  'map-kind': {
    title: 'A map is declared as what it cannot be',
    explanation:
      'Kinds are hash, lruhash, and for aggregates percpuhash and percpulruhash; lru ones drop the oldest key.',
  },
  'unused-map': { title: 'A declared map is never used', explanation: 'No probe names it.' },
  'empty-string': {
    title: 'Nothing is left of a string',
    explanation: 'A number that is added to a string leaves out so many of its bytes, and here that is all of them.',
  },
  'no-effect': {
    title: 'A setting of bpftrace has no effect here',
    explanation: 'It is accepted, so that scripts run unchanged; the message says what is different.',
  },
  unstable: {
    title: 'A feature may change in later versions',
    explanation: 'bpftrace calls it unstable; a script that means it says so in its config, and is not warned.',
  },
  'cut-string': {
    title: 'More bytes of a string are asked for than strings have',
    explanation: 'Strings have up to max_strlen bytes, 1024 unless the config or the environment says otherwise.',
  },
  'bad-parameter': {
    title: 'A parameter is missing, or is used wrongly',
    explanation:
      'What follows the script on the command line is $1, $2 and so on; str($1) is its text also where it is a number.',
  },
  // 2-bind
  'unknown-provider': {
    title: 'There is no such provider',
    explanation: 'An attach point begins with a provider, such as begin, tracepoint or interval.',
  },
  'bad-attach-point': {
    title: 'The attach point is malformed',
    explanation: 'Each provider has its own form; the hint shows it.',
  },
  'unknown-probe': {
    title: 'This kernel has no such probe',
    explanation:
      'The attach point is well-formed, and the kernel it is compiled for does not have it. On a fleet, nodes without it are skipped (ProbeMissing).',
  },
  'no-btf': {
    title: 'This kernel describes no types',
    explanation:
      'Raw tracepoints and fentry need BTF: CONFIG_DEBUG_INFO_BTF. On a fleet, nodes without it are skipped.',
  },
  'kernel-feature': {
    title: 'This kernel cannot attach here',
    explanation: 'The kernel was built without what the provider stands on. On a fleet, nodes without it are skipped.',
  },
  'ambiguous-function': {
    title: 'Several modules have a function of this name',
    explanation: 'Name the module: fentry:MODULE:FUNCTION.',
  },
  'unsafe-needed': {
    title: 'This needs --unsafe',
    explanation: 'It may harm the system, so the user must ask for it.',
  },
  'no-matches': {
    title: 'A wildcard matches nothing',
    explanation:
      'No probe of this kernel matches the pattern. On a fleet, nodes without a match are skipped (ProbeMissing).',
  },
  'bad-period': {
    title: 'A timer has no sensible period',
    explanation:
      'Timers take a unit (hz, s, ms, us) and a count above zero, or a duration like 100ms; the shortest period is 1 us.',
  },
  'too-many-probes': {
    title: 'Too many probes',
    explanation: 'After wildcard expansion the script has more attach points than its limits allow.',
  },
  'too-many-variables': { title: 'Too many variables', explanation: 'A probe has at most 512 $variables.' },
  'unknown-name': {
    title: 'There is no such builtin or function',
    explanation: 'A bare word names a builtin; variables begin with $ and maps with @.',
  },
  'undeclared-variable': {
    title: 'The variable does not exist here',
    explanation: 'A variable is visible from its declaration or first assignment to the end of that block.',
  },
  'already-declared': {
    title: 'The variable is declared already',
    explanation: 'A variable cannot be declared again, or hidden by another, where it is visible.',
  },
  'never-assigned': {
    title: 'A variable never gets a value',
    explanation: 'It was declared, and nothing assigns to it.',
  },
  'used-before-assigned': {
    title: 'A variable is used before it gets a value',
    explanation: 'It is zero or empty there.',
  },
  // 3-check
  'map-keys': {
    title: 'A map is used with different kinds of keys',
    explanation: 'A map has no key everywhere, or keys with one number of columns everywhere.',
  },
  'undefined-map': {
    title: 'A map never gets a value',
    explanation: 'The script reads, prints or clears a map that nothing in it assigns to.',
  },
  'no-containers': {
    title: 'A name of Kubernetes where none is known',
    explanation:
      'pod, container, namespace, workload and node are known to an agent on a cluster, which the operator tells of pods.',
  },
  'untyped-variable': {
    title: 'A variable never gets a type',
    explanation: 'It is used, but no assignment says what it holds.',
  },
  'type-mismatch': {
    title: 'Two types do not go together',
    explanation:
      'A variable, a map value and each column of a key hold one kind of value: integers of any width, or strings, or bools, or pointers. A map holds plain values or one kind of aggregate.',
  },
  'bad-operand': {
    title: 'An operator cannot be used on this type',
    explanation: 'Arithmetic and order are defined on integers; strings know == and !=.',
  },
  'literal-overflow': {
    title: 'A constant does not fit in 64 bits',
    explanation: 'Arithmetic on numbers is done while compiling, exactly, and its result must fit in 64 bits.',
  },
  'literal-out-of-range': {
    title: 'A constant does not fit the declared type',
    explanation: 'The variable was declared with a type that cannot hold the number.',
  },
  'division-by-zero': {
    title: 'Division by zero',
    explanation: 'The divisor is the constant zero. A divisor that turns out to be zero at run time gives 1.',
  },
  'string-too-long': {
    title: 'A string is too long',
    explanation: 'Strings, except printf formats, are limited in length.',
  },
  'aggregate-position': {
    title: 'An aggregate stands in a wrong place',
    explanation: 'count(), sum() and hist() stand only as the whole right side of an assignment to a map.',
  },
  'aggregate-copy': {
    title: 'An aggregate cannot be copied',
    explanation: 'A map that counts or sums cannot be assigned to another map as it is; cast it to copy its number.',
  },
  'bad-macro': {
    title: 'A macro is defined wrongly',
    explanation:
      'macro name(a, $v, @m) { … }: parameters differ, are no builtins, and the body does not leave what it stands in.',
  },
  'bad-macro-use': {
    title: 'A macro is used with arguments that it does not take, or by itself',
    explanation: 'A `$v` takes a variable and a `@m` a map, both by reference; a word takes any expression.',
  },
  'macro-map': {
    title: 'A macro names a map that was not handed in',
    explanation: 'What a macro changes is seen where it is used: maps are parameters.',
  },
  'not-constant': {
    title: 'A value behind `comptime` is known at run time only',
    explanation:
      'Known when the script is compiled are literals, sizes, constants of enums, parameters, and what is made of them.',
  },
  'no-value': {
    title: 'A block that has no value is used as one',
    explanation:
      'Its value is the expression that it ends with, without a `;`. After return or exit() nothing is left to be one.',
  },
  'action-position': {
    title: 'A statement is used as a value',
    explanation: 'printf(), print(), clear() and exit() give no value and stand alone.',
  },
  unsafe: {
    title: 'A function that changes the system is not allowed',
    explanation: 'system() and signal() need --unsafe; on a fleet nobody may use them.',
  },
  'argument-count': {
    title: 'The number of arguments is wrong',
    explanation: 'The hint shows what the function takes.',
  },
  'bad-argument': {
    title: 'An argument has a wrong type or value',
    explanation: 'The message says what the function takes there.',
  },
  'debug-only': {
    title: 'A function for debugging alone',
    explanation:
      'debugf() writes to the one trace buffer of the kernel, slowly. printf() gives the same to this script alone.',
  },
  failed: {
    title: 'The script itself says so',
    explanation: 'fail() stands where control can arrive, or what static_assert() or assert_str() asks for is not so.',
  },
  'bad-format': {
    title: 'A printf format is wrong',
    explanation: 'Conversions are %d %i %u %x %X %o %c %p %s with optional flags, width and length.',
  },
  'format-arguments': {
    title: 'The printf arguments do not fit the format',
    explanation: 'Each conversion takes one argument; strings need %s.',
  },
  'not-readable': { title: 'A map has no single value', explanation: 'Histograms can be printed, not read.' },
  'unknown-symbol': {
    title: 'There is no such symbol',
    explanation: 'Neither a function nor a variable of that name is in the kernel or in the binary.',
  },
  'unknown-cgroup': {
    title: 'There is no such cgroup',
    explanation: 'The path is no folder of the hierarchy of cgroups of version 2 on this machine.',
  },
  'builtin-unavailable': {
    title: 'A builtin has no meaning in this probe',
    explanation:
      'Arguments exist where a function begins, return values where it ends, registers where code is interrupted.',
  },
  'args-unavailable': {
    title: 'There is no args in this probe',
    explanation: 'Only tracepoints have named arguments.',
  },
  'unknown-field': {
    title: 'The tracepoint has no such field on this kernel',
    explanation:
      'Fields come from the kernel the script is compiled for. On a fleet, nodes whose kernel lacks the field are skipped (FieldMissing).',
  },
  'bad-type': {
    title: 'A type that no value can have here',
    explanation:
      'Aggregates such as count_t are what maps hold. Arrays need 1 to 65536 elements, strings and buffers 1 to max_strlen bytes.',
  },
  'unknown-type': { title: 'There is no such type', explanation: 'Types are bool, int8 to int64 and uint8 to uint64.' },
  'types-unsettled': {
    title: 'The types of the script cannot be found',
    explanation: 'Variables and maps take their types from each other in too long a chain.',
  },
  narrowing: {
    title: 'A value may not fit where it goes',
    explanation: 'The target has another width or sign than the value; what does not fit wraps around.',
  },
  'signed-division': {
    title: 'A signed number is divided as unsigned',
    explanation: 'As in bpftrace, / and % are unsigned operations of the machine.',
  },
  'needless-cast': { title: 'A cast changes nothing', explanation: 'The value has the type already.' },
  'no-child': {
    title: 'There is no command whose process id could be told',
    explanation: 'cpid is the process id of the command that -c starts; without one it is 0.',
  },
  'discarded-value': {
    title: 'A value is not used',
    explanation: 'The statement computes something and throws it away.',
  },
  'print-arguments': {
    title: 'An argument of print() has less effect than it seems',
    explanation: 'div divides the average of stats() and leaves count and total as they are.',
  },
  unreachable: { title: 'A statement is never reached', explanation: 'It stands behind return or exit().' },
} as const satisfies Record<string, CodeEntry>;

/** Codes of the phases behind check: what does not fit the machine or the limits. */
const backEndCodes = {
  // 4-plan-maps
  'map-memory': {
    title: 'The maps need too much memory',
    explanation:
      'The planned size of a map or of all maps on a node is above the limit; the message states the figure.',
  },
  // 6-select
  'stack-limit': {
    title: 'A probe needs too much stack',
    explanation: 'The kernel gives a BPF program 512 bytes of stack. Long strings and wide map keys are what fills it.',
  },
  'map-count': {
    title: 'A probe uses more maps than the kernel allows',
    explanation:
      'One program may name 64. Maps without a key lie together in one, where they hold numbers or aggregates.',
  },
  'program-size': {
    title: 'A probe is too long',
    explanation:
      'A BPF program has at most 1,000,000 instructions, and a jump inside of it reaches over 32767 of them at most.',
  },
} as const satisfies Record<string, CodeEntry>;

export const codes = { ...frontEndCodes, ...backEndCodes };

export type DiagnosticCode = keyof typeof codes;
