/**
 * Times as strftime(3) writes them in the C locale and the local time zone, with bpftrace's %f (microseconds, 6 digits), %l
 * (milliseconds, 3) and %k (nanoseconds, 9).
 *
 * Needs: a format and nanoseconds since the epoch. Gives: text; what is no conversion stays as it is. Reports: nothing.
 */
export function strftime(format: string, epochNs: bigint): string {
  const time: Time = { date: new Date(Number(epochNs / 1_000_000n)), nanos: Number(epochNs % 1_000_000_000n) };
  return format.replaceAll(/%[EO]?([a-zA-Z%+])/g, (whole, name: string) => convert(time, name) ?? whole);
}

interface Time {
  readonly date: Date;
  /** Within the second. */
  readonly nanos: number;
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = 'January February March April May June July August September October November December'.split(' ');

/** Conversions that stand for others. */
const compounds: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  h: '%b',
};

function convert(time: Time, name: string): string | null {
  const compound = compounds[name];
  if (compound !== undefined) return compound.replaceAll(/%(\w)/g, (_, one: string) => convert(time, one) ?? '');
  return clockPart(time, name) ?? calendarPart(time.date, name);
}

function clockPart({ date, nanos }: Time, name: string): string | null {
  const hour = date.getHours();
  switch (name) {
    case 'H':
      return pad(hour, 2);
    case 'I':
      return pad(hour % 12 === 0 ? 12 : hour % 12, 2);
    case 'M':
      return pad(date.getMinutes(), 2);
    case 'S':
      return pad(date.getSeconds(), 2);
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 'P':
      return hour < 12 ? 'am' : 'pm';
    case 'f':
      return pad(Math.floor(nanos / 1000), 6);
    case 'l':
      return pad(Math.floor(nanos / 1_000_000), 3);
    case 'k':
      return pad(nanos, 9);
    case 's':
      return `${Math.floor(date.getTime() / 1000)}`;
    case 'z':
      return zoneOffset(date);
    case 'Z':
      return zoneName(date);
    default:
      return null;
  }
}

function calendarPart(date: Date, name: string): string | null {
  const [year, month, day, weekday] = [date.getFullYear(), date.getMonth(), date.getDate(), date.getDay()];
  switch (name) {
    case 'a':
      return (days[weekday] ?? '').slice(0, 3);
    case 'A':
      return days[weekday] ?? '';
    case 'b':
      return (months[month] ?? '').slice(0, 3);
    case 'B':
      return months[month] ?? '';
    case 'C':
      return pad(Math.floor(year / 100), 2);
    case 'd':
      return pad(day, 2);
    case 'e':
      return `${day}`.padStart(2);
    case 'g':
      return pad(isoWeek(date).year % 100, 2);
    case 'G':
      return `${isoWeek(date).year}`;
    case 'j':
      return pad(dayOfYear(date) + 1, 3);
    case 'm':
      return pad(month + 1, 2);
    case 'u':
      return `${weekday === 0 ? 7 : weekday}`;
    case 'U':
      return pad(Math.floor((dayOfYear(date) + 7 - weekday) / 7), 2);
    case 'V':
      return pad(isoWeek(date).week, 2);
    case 'w':
      return `${weekday}`;
    case 'W':
      return pad(Math.floor((dayOfYear(date) + 7 - ((weekday + 6) % 7)) / 7), 2);
    case 'y':
      return pad(year % 100, 2);
    case 'Y':
      return `${year}`;
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '%':
      return '%';
    default:
      return null;
  }
}

function pad(value: number, digits: number): string {
  return `${value}`.padStart(digits, '0');
}

const dayMs = 86_400_000;

/** From 0; by the calendar, so that summer time does not count. */
function dayOfYear(date: Date): number {
  return (Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) - Date.UTC(date.getFullYear(), 0, 1)) / dayMs;
}

/** ISO 8601: weeks begin on Monday, and a week belongs to the year of its Thursday. */
function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(date.getFullYear(), date.getMonth(), date.getDate() - ((date.getDay() + 6) % 7) + 3);
  return { year: thursday.getFullYear(), week: Math.floor(dayOfYear(thursday) / 7) + 1 };
}

function zoneOffset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}${pad(size % 60, 2)}`;
}

function zoneName(date: Date): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(date);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}
