/** `Sun, 06 Nov 1994 08:49:37 GMT`, and the two older forms that a recipient has to read as well. */
const FORMS = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/** Returns the instant of a date in a header, in milliseconds; undefined for any other text (RFC 9110, section 5.6.7). */
export function parseHttpDate(text: string): number | undefined {
  const [, , asctime] = FORMS;
  const isForm = FORMS.some((form) => form.test(text));
  const instant = isForm ? Date.parse(asctime?.test(text) === true ? `${text} GMT` : text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}

/** True for a date in a header. */
export function isHttpDate(text: string): boolean {
  return parseHttpDate(text) !== undefined;
}
