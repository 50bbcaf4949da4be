import { systemClock } from '../../core/clock.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';
import { renderAnswer, type ApiAnswer } from '../http.ts';
import type { IncomingRequest } from '../listen.ts';
import type { Mutant } from '../mutant.ts';
import { refuseTooMany } from '../rate-limiter.ts';
import type { Org, World } from '../world.ts';
import {
  HOSTILE_HEADER,
  HOSTILE_TEXTS,
  HOSTILE_TOKEN,
  makeHostile,
  makeTame,
  withoutHostile,
} from './hostile-texts.ts';
import { createFinishingMutant, createHandlingMutant, EVERY_OPERATION, type MutantFacts } from './mutant-factories.ts';

const BAD_GATEWAY: ApiAnswer = {
  status: 502,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  text: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
};

const DELAY_MS = 300;

/** In simulated time. A boot watcher gives up after one minute; the late boot is there after ten. */
const RECOVERY_MS = 600_000;

const RESET: ApiAnswer = { status: 500, raw: { bytes: Buffer.alloc(0), then: 'reset' } };

const STORM_REQUESTS = 8;

/** Faults of the network and of availability: slow, broken or hostile answers, limits, and orgs that do not come up. */
export const availabilityFaults: readonly Mutant[] = [
  createRecurringMutant(
    {
      id: 'answers-502-page',
      title: 'Every tenth answer is the page of a proxy',
      operations: EVERY_OPERATION,
      world: true,
      expects: ['gap.transport'],
    },
    10,
    BAD_GATEWAY,
  ),
  createFinishingMutant(
    {
      id: 'answers-below-http',
      title: 'Runtime images are answered with bytes that are not HTTP',
      operations: ['adminListRuntimeImage'],
      expects: ['surface.no-answer'],
    },
    (given) => {
      const bytes = Buffer.from('HTTP/one 200 fine\r\nno headers here\r\n\r\n', 'latin1');
      return given.status === 200 ? { ...given, raw: { bytes, then: 'end' } } : given;
    },
  ),
  createHandlingMutant(
    {
      id: 'answers-progress-slowly',
      title: 'Provisioning progress takes four seconds to answer',
      incident: 'I-38',
      operations: ['getProvisionStatus'],
      expects: ['ops.latency'],
    },
    async (request, next) => {
      await systemClock.sleep(3900);
      return next(request);
    },
  ),
  {
    id: 'answers-slowly',
    title: 'Every answer takes a third of a second',
    operations: EVERY_OPERATION,
    world: true,
    expects: ['ops.latency'],
    seenBy: {
      why: 'A third of a second is within the budget of every operation.',
      commands: ['LATENCY_BUDGET_MS=250 conform run --fault answers-slowly --only getOrg'],
    },
    apply: ({ wrapService }) =>
      wrapService((next) => async (incoming, service) => {
        const given = await next(incoming, service);
        await systemClock.sleep(DELAY_MS);
        return given;
      }),
  },
  {
    id: 'answers-with-attacks',
    title: 'Every text of every answer attacks the page, the terminal and the files that it is shown in',
    operations: EVERY_OPERATION,
    world: true,
    expects: ['auth.refusal-leaks', 'body.enum', 'body.format', 'media.undocumented'],
    attack: 'Whoever controls a deployment runs code where its report is read.',
    apply: ({ wrapService }) =>
      wrapService(
        (next) => async (incoming, service) => spoilAnswer(await next(tameRequest(incoming), service), incoming.target),
      ),
  },
  createFinishingMutant(
    {
      id: 'cuts-off-org-list',
      title: 'The connection ends in the middle of the list of orgs',
      operations: ['listOrgs'],
      expects: ['surface.no-answer'],
    },
    (given) => {
      if (given.status !== 200) return given;
      const bytes = renderAnswer(given);
      return { ...given, raw: { bytes: bytes.subarray(0, bytes.length - 20), then: 'end' } };
    },
  ),
  createHandlingMutant(
    {
      id: 'provisioning-never-ends',
      title: 'New orgs never get ready',
      operations: ['createOrg', 'adminCreateOrg', 'getProvisionStatus'],
      world: true,
      expects: [],
      seenBy: {
        why: "It befalls orgs that are made while a run waits for them, and the embedded deployment's are there from the start. A run that makes its own gives up on them: exit code 3.",
        commands: [
          'conform serve --fault provisioning-never-ends --write-env serve.env',
          "in another shell, with the operator's bearer alone: grep -E '^(CP_|TENANT_BASE_URL|TARGET_KIND)' serve.env > operator.env",
          'PROVISION_TIMEOUT_MS=10000 conform run --only tenantListTemplates --env-file operator.env',
        ],
      },
    },
    async (request, next, world) => {
      const given = await next(request);
      const org = findCreatedOrg(world, given);
      if (org !== undefined) org.stallsAtStage = 'starting';
      return given;
    },
  ),
  createHandlingMutant(
    {
      id: 'provisioning-recovers',
      title: 'New orgs report a failure for a while and come up all the same',
      operations: ['createOrg', 'adminCreateOrg', 'getProvisionStatus'],
      world: true,
      expects: [],
      seenBy: {
        why: "It befalls orgs that are made while a run waits for them, and the embedded deployment's are there from the start. A run that makes its own waits until they are up, and finds nothing wrong.",
        commands: [
          'conform serve --fault provisioning-recovers --write-env serve.env',
          "in another shell, with the operator's bearer alone: grep -E '^(CP_|TENANT_BASE_URL|TARGET_KIND)' serve.env > operator.env",
          'conform run --only tenantListTemplates --env-file operator.env',
        ],
      },
    },
    async (request, next, world) => {
      const given = await next(request);
      const org = findCreatedOrg(world, given);
      if (org !== undefined)
        org.failure = { atStage: 'installing', recoversAtMs: org.createdAtMs + RECOVERY_MS / world.speed };
      return given;
    },
  ),
  {
    id: 'refuses-with-429-for-ever',
    title: 'Every request is one too many',
    operations: EVERY_OPERATION,
    world: true,
    expects: ['gap.budget'],
    apply: ({ wrapService }) => wrapService(() => () => Promise.resolve(refuseTooMany(1))),
  },
  createRecurringMutant(
    {
      id: 'resets-every-seventh',
      title: 'Every seventh connection is reset',
      operations: EVERY_OPERATION,
      world: true,
      expects: ['gap.transport'],
    },
    7,
    RESET,
  ),
  createFinishingMutant(
    {
      id: 'resets-invoice-connection',
      title: 'The connection is reset in place of the invoices',
      operations: ['listInvoices'],
      expects: ['surface.no-answer'],
    },
    (given) => (given.status === 200 ? { ...given, raw: { bytes: Buffer.alloc(0), then: 'reset' } } : given),
  ),
  {
    id: 'storms-with-429',
    title: 'The first eight requests to each host are too many',
    operations: EVERY_OPERATION,
    world: true,
    expects: ['status.undocumented'],
    apply: ({ wrapService }) => {
      const counts = new Map<string, number>();
      wrapService((next) => (incoming, service) => {
        const host = incoming.headers.host?.[0] ?? '';
        const count = (counts.get(host) ?? 0) + 1;
        counts.set(host, count);
        return count <= STORM_REQUESTS ? Promise.resolve(refuseTooMany(1)) : next(incoming, service);
      });
    },
  },
  {
    id: 'truncates-every-ninth',
    title: 'Every ninth answer ends in its middle',
    operations: EVERY_OPERATION,
    world: true,
    expects: ['gap.transport'],
    apply: ({ wrapService }) => {
      let count = 0;
      wrapService((next) => async (incoming, service) => {
        const given = await next(incoming, service);
        count += 1;
        if (count % 9 !== 0 || given.raw !== undefined) return given;
        const bytes = renderAnswer(given);
        return { ...given, raw: { bytes: bytes.subarray(0, Math.floor(bytes.length / 2)), then: 'end' } };
      });
    },
  },
];

/** Creates a mutant of the whole deployment: every so-many-th request gets this answer in place of its own. */
function createRecurringMutant(facts: MutantFacts, every: number, given: ApiAnswer): Mutant {
  return {
    ...facts,
    apply: ({ wrapService }) => {
      let count = 0;
      wrapService((next) => (incoming, service) => {
        count += 1;
        return count % every === 0 ? Promise.resolve(given) : next(incoming, service);
      });
    },
  };
}

/** Returns the org that a 201 says was created. */
function findCreatedOrg(world: World, given: ApiAnswer): Org | undefined {
  const id = given.status === 201 && isJsonObject(given.body) ? given.body.id : undefined;
  return typeof id === 'string' ? world.orgs.get(id) : undefined;
}

/** Puts something hostile into the headers and the body of an answer. */
function spoilAnswer(given: ApiAnswer, target: string): ApiAnswer {
  if (given.raw !== undefined) return given;
  return {
    ...given,
    headers: {
      ...given.headers,
      'X-Request-Id': HOSTILE_HEADER,
      'X-Note': HOSTILE_HEADER,
      ...(given.headers?.['WWW-Authenticate'] === undefined
        ? {}
        : { 'WWW-Authenticate': `Bearer realm=${HOSTILE_HEADER}` }),
      // At one operation only, because the body of another media type is not judged.
      ...(target.includes('/thin-ami/') ? { 'Content-Type': '"><img/src=x/onerror=window.hostile=12>' } : {}),
    },
    ...(given.body === undefined ? {} : { body: makeHostile(given.body) }),
    ...(given.text === undefined ? {} : { text: HOSTILE_TEXTS.join('') }),
  };
}

/** Removes hostile texts from a request, because ids and credentials come back as they were given out. */
function tameRequest(incoming: IncomingRequest): IncomingRequest {
  const { bodyBytes } = incoming;
  return {
    ...incoming,
    target: tameTarget(incoming.target),
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, values]) => [name, values.map(withoutHostile)]),
    ),
    ...(bodyBytes === undefined ? {} : { bodyBytes: tameBody(bodyBytes) }),
  };
}

/** Removes encoded hostile texts. The rest of the path keeps its spelling. */
function tameTarget(target: string): string {
  return [...HOSTILE_TEXTS, HOSTILE_TOKEN].reduce((rest, hostile) => {
    const encoded = encodeLeniently(hostile);
    return encoded === '' ? rest : rest.replaceAll(encoded, '');
  }, target);
}

/** Encodes a text; the empty string for lone surrogates, which have no encoding. */
function encodeLeniently(text: string): string {
  return /\p{Surrogate}/u.test(text) ? '' : encodeURIComponent(text);
}

function tameBody(bytes: Buffer): Buffer {
  try {
    // JSON.parse yields JSON values only.
    return Buffer.from(JSON.stringify(makeTame(JSON.parse(bytes.toString('utf8')) as JsonValue)));
  } catch {
    return bytes;
  }
}
