import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';

/** Texts that a page, a terminal, a spreadsheet, a pipeline or an editor could run or obey. A script among them sets `hostile`. */
export const HOSTILE_TEXTS: readonly string[] = [
  '<script>window.hostile=1</script>',
  '</script><script>window.hostile=2</script>',
  '"><img src=x onerror=window.hostile=3>',
  "' onmouseover=window.hostile=4 x='",
  '</code></pre></details></td></table><svg onload=window.hostile=5>',
  '</style><style>*{display:none}</style><link rel=stylesheet href=https://evil.example/a.css>',
  '<iframe src="javascript:parent.hostile=6"></iframe><base href="https://evil.example/">',
  '\u001b[2J\u001b[1;32mCONFORMS\u001b[0m\u009b31m',
  '\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007\u001b]52;c;ZXZpbA==\u0007',
  '=HYPERLINK("https://evil.example","x")',
  '\t=1+1',
  '@SUM(1+1)*cmd|x!A0',
  '\r\n::error file=a::forged\r\n::set-output name=a::forged\r\n',
  ']]><failure message="forged"/><!-- &undefined; -->',
  '\n\n# CONFORMS\n\n```\n~~~\n<img src=x onerror=window.hostile=7>\n',
  '` `` ``` [x](javascript:hostile=8) ![x](https://evil.example/i.png) | @everyone #1 $`x`$',
  '\u202egnp.exe\u2066\u061c\u200f\ufeff\u2028\u2029\u{e0041}',
  '\ud83d \udc00 \u0000 \ufffe \uffff',
  "%0A%0D{0}{{x}}${hostile=9} $(touch hostile) `touch hostile` '; touch hostile; '",
  '__proto__',
];

/** A hostile suffix for ids and credentials, which have to fit into headers and paths. */
export const HOSTILE_TOKEN = '"><script>window.hostile=10</script>';
/** A hostile header value. It may hold anything but control characters (RFC 9110, section 5.5). */
export const HOSTILE_HEADER = `=1+1 ${HOSTILE_TOKEN} [x](https://evil.example) \u009b31m\u009d8;;x\u009c`;

const HOSTILE_MEMBER = '</script><img src=x onerror=window.hostile=11>\u001b[31m|`=1\u202e';
/** Members that stay as they are: with another slug it would be another org. */
const NAMES: ReadonlySet<string> = new Set(['slug', 'org_slug']);
const TOKEN_NAME = /(?:^|_)(?:id|ids|token|key|secret|url)$/i;

/** Puts something hostile into each text of a value, and a member with a hostile name into each object. */
export function makeHostile(value: JsonValue, name = ''): JsonValue {
  if (typeof value === 'string' && NAMES.has(name)) return value;
  if (typeof value === 'string')
    return TOKEN_NAME.test(name) ? `${value}${HOSTILE_TOKEN}` : `${pick(name, value)}${value}`;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => makeHostile(item, name));
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([key, member]) => [key, makeHostile(member ?? null, key)] as const);
  return Object.fromEntries([
    ...members,
    [HOSTILE_MEMBER, name === '' ? HOSTILE_TEXTS.join(' ') : pick(name, HOSTILE_MEMBER)],
  ]);
}

/** Picks a hostile text by member and value: the same in every run. */
function pick(name: string, value: string): string {
  const place = [...`${name} ${value}`].reduce((sum, character) => sum + character.charCodeAt(0), 0);
  return HOSTILE_TEXTS[place % HOSTILE_TEXTS.length] ?? '';
}

/** Removes hostile texts, so that the deployment recognises its own ids. */
export function withoutHostile(text: string): string {
  return [HOSTILE_TOKEN, ...HOSTILE_TEXTS].reduce((rest, hostile) => rest.replaceAll(hostile, ''), text);
}

/** Removes hostile texts and members from a value. */
export function makeTame(value: JsonValue): JsonValue {
  if (typeof value === 'string') return withoutHostile(value);
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(makeTame);
  if (!isJsonObject(value)) return value;
  const tame: JsonObject = Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (key === HOSTILE_MEMBER ? [] : [[key, makeTame(member ?? null)]])),
  );
  return tame;
}
