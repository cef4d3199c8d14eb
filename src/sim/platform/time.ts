/** From when to when something holds: seconds since 1970, both ends included. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** Year, month and day of a number of days since 1 January 1970, in the Gregorian calendar; counted from 1 March 0000, so that leap days end years. */
function calendar(days: number): readonly [year: number, month: number, day: number] {
  const since = days + 719_468;
  const era = Math.floor(since / 146_097);
  const inEra = since - era * 146_097;
  const yearOfEra = Math.floor((inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365);
  const inYear = inEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * inYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, inYear - Math.floor((153 * march + 2) / 5) + 1];
}

/** A time in seconds since 1970 as its parts: year (four digits), month, day, hour, minute, second (two each). */
function parts(seconds: number): readonly string[] {
  const days = Math.floor(seconds / 86_400);
  const left = seconds - days * 86_400;
  const [year, month, day] = calendar(days);
  return [String(year).padStart(4, "0"), ...[month, day, Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60].map(two)];
}

/** As collateral writes it: `2026-01-15T12:00:00Z`. */
export function isoTime(seconds: number): string {
  const [year, month, day, hour, minute, second] = parts(seconds);
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

/** As a GeneralizedTime has it: `20260115120000Z`. A UTCTime leaves out the first two digits. */
export function compactTime(seconds: number): string {
  return `${parts(seconds).join("")}Z`;
}
