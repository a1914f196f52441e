/**
 * The options of `bpfleet`, by their names in bpftrace where it has them: one table, read by flags.ts and by --help.
 * `argument` null: the option takes none. `text` null: accepted for bpftrace's sake, and of no effect.
 */
export interface OptionSpec {
  readonly long: string | null;
  readonly short: string | null;
  readonly argument: string | null;
  readonly text: string | null;
  /** Why it has no effect, for those who use it; null for all others. */
  readonly ignored: string | null;
}

const option = (names: string, argument: string | null, text: string | null): OptionSpec => {
  const [, short = null, long = null] = /^(?:-(\w))?(?:, )?(?:--([\w-]+))?$/.exec(names) ?? [];
  return { long, short, argument, text, ignored: null };
};

/** One of bpftrace's that has no effect here; `why` is what a user must know of that, '' when the effect is the same. */
const accepted = (names: string, argument: string | null, why: string): OptionSpec => ({
  ...option(names, argument, null),
  ignored: why === '' ? null : why,
});

const sections: readonly (readonly [heading: string, options: readonly OptionSpec[]])[] = [
  [
    'OPTIONS',
    [
      option('-e, --execute', 'SCRIPT', 'run this script'),
      option('-l, --list', null, 'list the probes that match a pattern, or those of a script'),
      option('-v, --verbose', null, 'more about what happens; with -l the arguments of each probe'),
      option('-h, --help', null, 'print this help'),
      option('-V, --version', null, 'print the version'),
      option('--info', null, 'what this kernel and this build can do'),
    ],
  ],
  [
    'WHAT IS TRACED',
    [
      option('-p, --pid', 'PID', 'only this process; ends when it ends'),
      option('-c, --cmd', 'COMMAND', 'run a command and trace it; ends when it ends'),
      option('--probe-filter', 'REGEX', 'only the probes whose name matches'),
      option('--unsafe', null, 'allow system(), signal() and the like, which change the system'),
    ],
  ],
  [
    'OUTPUT',
    [
      option('-o, --output', 'FILE', "write the script's output to a file"),
      option('-f, --format', 'FORMAT', "form of the output: 'text' or 'json'"),
      option('-B, --buffering', 'MODE', "write 'line' by line, when a block is 'full', or at once: 'none'"),
      option('-q, --quiet', null, "nothing but the script's output and errors"),
      option('-k, --warnings', null, 'warn of failed reads and look-ups too'),
      option('--no-warnings', null, 'no warnings at all'),
    ],
  ],
  [
    'DEBUGGING',
    [
      option('--dry-run', null, 'attach everything, print nothing, stop'),
      option(
        '-d, --debug',
        'STAGE[,STAGE]',
        "print stages of the compiler and go on: 'all', 'ast', 'types', 'codegen', 'codegen-opt'",
      ),
      option('--emit', 'STAGE', 'print one of: declared, ast, bound, typed, maps, ir, asm, elf; and stop'),
      option('--emit-elf', 'FILE', 'write the object that the kernel would get and stop'),
      option('--target', 'FILE', 'with --emit: compile for the machine on which `target dump` wrote the file'),
    ],
  ],
  [
    '',
    [
      accepted('-b, --btf', null, ''),
      accepted('--usdt-file-activation', null, ''),
      accepted('--verify-llvm-ir', null, ''),
      accepted('--no-feature', 'FEATURE', ''),
      accepted('-I', 'FOLDER', 'headers are looked for in the usual places only'),
      accepted('--include', 'FILE', 'write #include at the top of the script'),
      accepted('--debuginfo', 'FOLDERS', 'debug files are looked for in the usual places only'),
      accepted('--dwarf-pid', 'PID', 'user stacks are walked by frame pointers only'),
      accepted('--traceable-functions', 'FILE', 'the kernel says which functions can be traced'),
    ],
  ],
];

export const optionSpecs: readonly OptionSpec[] = sections.flatMap(([, options]) => options);

export function usageText(): string {
  const shown = sections.map(([heading, options]) => {
    const lines = options.filter(({ text }) => text !== null).map(helpLines);
    return lines.length === 0 ? '' : `\n${heading}:\n${lines.join('')}`;
  });
  return `${intro}${shown.join('')}${examples}`;
}

const column = 20;

function helpLines({ long, short, argument, text }: OptionSpec): string {
  const names = [short === null ? null : `-${short}`, long === null ? null : `--${long}`].filter(
    (name) => name !== null,
  );
  const head = `    ${names.join(', ')}${argument === null ? '' : ` ${argument}`}`;
  return head.length < column + 4
    ? `${head.padEnd(column + 4)}${text}\n`
    : `${head}\n${' '.repeat(column + 4)}${text}\n`;
}

const intro = `bpfleet - traces Linux with scripts in the bpftrace language

USAGE:
    bpfleet [options] FILE [parameters]
    bpfleet [options] - [parameters]          the script comes from standard input
    bpfleet [options] -e 'SCRIPT' [parameters]
    named parameters follow a --, as in: bpfleet script.bt -- --name=value
    bpfleet target dump FILE                  what --target needs to know of this machine
`;

const examples = `
EXAMPLES:
    bpfleet -e 'tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }'
        which programs make how many system calls
    bpfleet -e 'tracepoint:block:block_rq_issue { @ = hist(args.bytes); }'
        sizes of block I/O
    bpfleet -c 'ls /' -e 'tracepoint:syscalls:sys_enter_openat { @[comm] = count(); }'
        one command alone
    bpfleet -l 'tracepoint:sched:*'
        which probes there are; -lv shows their arguments
    bpfleet --emit ir script.bt
        what the compiler makes of a script
`;
