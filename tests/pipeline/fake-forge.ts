import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface FakeIssue {
  number: number;
  title: string;
  body: string;
  state: string;
  user: { login: string };
  pull_request?: object;
}

export interface FakeForge {
  readonly apiUrl: string;
  readonly issues: FakeIssue[];
  readonly comments: { readonly number: number; readonly body: string }[];
  /** Method and path of each request, without the query. */
  readonly calls: string[];
  readonly tokens: Set<string>;
  close(): Promise<void>;
}

const BOT = 'github-actions[bot]';

/** As much of the API of GitHub and Gitea as deals with issues, on loopback; three issues to a page. */
export async function startFakeForge(): Promise<FakeForge> {
  const forge = { issues: [] as FakeIssue[], comments: [] as FakeForge['comments'], calls: [] as string[] };
  const tokens = new Set<string>();
  const answer = (method: string, url: URL, sent: Partial<FakeIssue>): unknown => {
    const [, number, isComment] = /\/issues(?:\/(\d+)(\/comments)?)?$/.exec(url.pathname) ?? [];
    if (method === 'GET') {
      const page = Number(url.searchParams.get('page'));
      return forge.issues.filter(({ state }) => state === 'open').slice(3 * (page - 1), 3 * page);
    }
    if (method === 'POST' && isComment !== undefined) {
      const comment = { number: Number(number), body: sent.body ?? '' };
      forge.comments.push(comment);
      return comment;
    }
    const found = forge.issues.find((issue) => issue.number === Number(number));
    if (method === 'PATCH') return found === undefined ? undefined : Object.assign(found, sent);
    const made = { number: forge.issues.length + 1, title: '', body: '', state: 'open', user: { login: BOT }, ...sent };
    forge.issues.push(made);
    return made;
  };
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const url = new URL(request.url ?? '', 'http://127.0.0.1');
      forge.calls.push(`${request.method ?? ''} ${url.pathname}`);
      tokens.add(request.headers.authorization ?? '');
      const isOurs = url.pathname.startsWith('/api/v1/repos/molecule/conformance/issues');
      const value = isOurs
        ? answer(request.method ?? '', url, body === '' ? {} : (JSON.parse(body) as object))
        : undefined;
      response.writeHead(value === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value ?? { message: 'not found' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...forge,
    tokens,
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
