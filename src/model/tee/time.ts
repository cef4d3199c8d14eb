/** Times by arithmetic: unix seconds and the proleptic Gregorian calendar, without a clock. */

const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : MONTHS[month - 1]!);

/** Days from 1970-01-01 to the first of a month. */
function daysBefore(year: number, month: number): number {
  const past = year - 1;
  const leaps = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 477; // 477 leap years before 1970
  let days = 365 * (year - 1970) + leaps;
  for (let index = 1; index < month; index += 1) days += daysIn(year, index);
  return days;
}

/** Unix seconds of a date and time in UTC; undefined where it is none of the calendar (years 0 to 9999, no leap seconds), or a part is NaN. */
export function unixSeconds(year: number, month: number, day: number, hour: number, minute: number, second: number): number | undefined {
  const isDate = year >= 0 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  const isTime = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59;
  return isDate && isTime ? 86_400 * (daysBefore(year, month) + day - 1) + 3600 * hour + 60 * minute + second : undefined;
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/;

/** Unix seconds of a time of RFC 3339 in UTC, as PCS writes it: YYYY-MM-DDTHH:MM:SSZ, nothing else. */
export function parseRfc3339(text: string): number | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  return unixSeconds(year!, month!, day!, hour!, minute!, second!);
}

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");

/** A time as RFC 3339 writes it, in UTC: years 0 to 9999. */
export function formatRfc3339(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const rest = seconds - 86_400 * days;
  let year = 1970 + Math.floor(days / 365.2425);
  while (daysBefore(year, 1) > days) year -= 1;
  while (daysBefore(year + 1, 1) <= days) year += 1;
  let month = 1;
  while (month < 12 && daysBefore(year, month + 1) <= days) month += 1;
  const date = `${pad(year, 4)}-${pad(month)}-${pad(days - daysBefore(year, month) + 1)}`;
  return `${date}T${pad(Math.floor(rest / 3600))}:${pad(Math.floor(rest / 60) % 60)}:${pad(rest % 60)}Z`;
}
