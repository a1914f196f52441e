/** What a script does outside the kernel, besides printing values and maps. */

/** With a format and arguments, as printf. */
export type FormattedAction = 'printf' | 'errorf' | 'warnf' | 'cat' | 'system';

interface ActionSpec {
  readonly signature: string;
  readonly minArguments: number;
  readonly maxArguments: number;
  readonly doc: string;
}

const formatted = (signature: string, doc: string): ActionSpec => ({
  signature,
  minArguments: 1,
  maxArguments: 128,
  doc,
});

export const formattedActions: Readonly<Record<FormattedAction, ActionSpec>> = {
  printf: formatted('printf(format, …)', 'formatted output'),
  errorf: formatted('errorf(format, …)', 'an error message with the place in the script'),
  warnf: formatted('warnf(format, …)', 'a warning with the place in the script'),
  cat: formatted('cat(path, …)', 'prints the beginning of a file'),
  system: formatted('system(command, …)', 'runs a shell command and prints what it prints; unsafe'),
};

/** Those that need --unsafe: they change the system. */
export const unsafeActions: ReadonlySet<string> = new Set(['system', 'signal', 'signal_thread']);
