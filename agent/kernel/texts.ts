/** The C library's words for numbers of the kernel's interface; null for a number that it does not know. */
import { native } from '@bpfleet/native';

export function errorText(number: number): string | null {
  return native.errorText(number);
}

export function signalText(number: number): string | null {
  return native.signalText(number);
}
