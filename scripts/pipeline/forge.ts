import { z } from 'zod';

/** An issue, in the members that GitHub and Gitea share. */
const issueSchema = z.object({
  number: z.int().positive(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
  pull_request: z.unknown().optional(),
});

type Issue = z.infer<typeof issueSchema>;

interface ForgeSettings {
  /** `https://api.github.com`, or `https://gitea.example.com/api/v1`. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
}

/** The calls that GitHub and Gitea share. */
export interface Forge {
  /** Lists the open issues, without pull requests. */
  listOpenIssues(): Promise<readonly Issue[]>;
  createIssue(title: string, body: string): Promise<number>;
  changeIssue(number: number, change: { readonly body?: string; readonly state?: 'closed' }): Promise<void>;
  comment(number: number, body: string): Promise<void>;
}

const TIMEOUT_MS = 30_000;
const PER_PAGE = 50;
const MOST_PAGES = 60;

/** Connects to the forge that the pipeline runs on. Follows no redirect, so that the token reaches no other host. */
export function connectForge({ apiUrl, repository, token }: ForgeSettings): Forge {
  const base = `${apiUrl.replace(/\/+$/, '')}/repos/${repository.split('/').map(encodeURIComponent).join('/')}`;
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${base}${path}`, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        accept: 'application/json',
        authorization: `token ${token}`,
        'content-type': 'application/json',
        'user-agent': 'conform',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}`);
    return response.json();
  };
  return {
    listOpenIssues: async () => {
      const issues: Issue[] = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        // GitHub knows `per_page`, Gitea `limit` and `type`; each ignores the parameters of the other.
        const query = `state=open&per_page=${PER_PAGE}&limit=${PER_PAGE}&type=issues&page=${page}`;
        const found = z.array(issueSchema).parse(await call('GET', `/issues?${query}`));
        if (found.length === 0) break;
        issues.push(...found.filter((issue) => issue.pull_request === undefined || issue.pull_request === null));
      }
      return issues;
    },
    createIssue: async (title, body) =>
      z.object({ number: z.int() }).parse(await call('POST', '/issues', { title, body })).number,
    changeIssue: async (number, change) => void (await call('PATCH', `/issues/${number}`, change)),
    comment: async (number, body) => void (await call('POST', `/issues/${number}/comments`, { body })),
  };
}
