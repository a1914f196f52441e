/**
 * What went wrong in the kernel while a script ran, with its place (inventory O6.01–O6.04).
 *
 * Needs: the source, the place, what a record says. Gives: the warning as text and for programs. Reports: nothing.
 */
import { positionAt, renderText, type Source, type Span } from '@bpfleet/compiler';
import type { ByteText } from '@bpfleet/results';
import { errorText } from '../kernel/texts.ts';
import type { OutputEvent } from '../sessions/session.ts';

interface Warning {
  readonly text: ByteText;
  readonly event: OutputEvent;
}

type Helper = (OutputEvent & { readonly kind: 'message' })['helper'];

/** What the script asked for and cannot be. */
export function runtimeError(message: string, source: Source, span: Span): Warning {
  return warning('runtime_error', message, message, null, source, span);
}

/** A helper of the kernel said no. */
export function helperError(helper: string, retcode: number, source: Source, span: Span): Warning {
  const reason = errorText(-retcode) ?? 'Unknown error';
  const message = explanations.get(`${helper} ${retcode}`) ?? reason;
  const more = `\nAdditional Info - helper: ${helper}, retcode: ${retcode}`;
  return warning('helper_error', reason, message + more, { name: helper, retcode }, source, span);
}

const explanations: ReadonlyMap<string, string> = new Map([
  [
    'map_update_elem -7',
    "Map full; can't update element. Try increasing max_map_keys config or manually setting the max entries in a map declaration e.g. `let @a = hash(5000)`",
  ],
  ['map_lookup_elem 0', "Can't lookup map element because it does not exist."],
]);

function warning(
  from: 'runtime_error' | 'helper_error',
  reason: string,
  message: string,
  helper: Helper,
  source: Source,
  span: Span,
): Warning {
  const { line, column } = positionAt(source, span.start);
  const diagnostic = {
    severity: 'warning',
    code: 'runtime',
    span,
    message,
    hint: null,
    related: [],
    cause: 'script',
  } as const;
  return {
    text: Buffer.from(`${renderText(source, diagnostic)}\n`).toString('latin1'),
    event: {
      kind: 'message',
      severity: 'warning',
      from,
      message: Buffer.from(reason),
      file: source.name,
      line,
      column,
      helper,
    },
  };
}
