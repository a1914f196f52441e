/**
 * Where mistakes in calls are shown: at the whole call, as bpftrace does, not at the argument; the message says which.
 *
 * Needs: each call before its arguments are looked at. Gives: a reporter that moves what is said of an argument.
 */
import type * as Ast from '../1-parse/ast.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Reporter } from '../diagnostics/report.ts';
import type { Span } from '../source/source.ts';

const ofArguments: ReadonlySet<DiagnosticCode> = new Set(['bad-argument', 'bad-format', 'format-arguments']);

export class CallPlaces {
  readonly #callOf = new WeakMap<Span, Span>();

  note(call: Ast.Call): void {
    for (const argument of call.args) this.#callOf.set(argument.span, call.span);
  }

  reporter(report: Reporter): Reporter {
    return {
      ...report,
      error: (code, span, message, details) =>
        report.error(code, ofArguments.has(code) ? (this.#callOf.get(span) ?? span) : span, message, details),
    };
  }
}
