import { beforeAll, describe, expect, it } from 'vitest';
import { readDocument, smallDocument } from '../../tests/support/test-contract.ts';
import type { Contract } from '../contract/contract.ts';
import { compareWithContract, parseConformanceData } from './parse-conformance-data.ts';

const responses = { 200: { description: 'Fine.' } };
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const full = { name: 'full', in: 'query', schema: { type: 'string' } };
const document = smallDocument({
  paths: {
    '/widgets': { get: { operationId: 'listWidgets', responses }, post: { operationId: 'makeWidget', responses } },
    '/widgets/{id}': {
      get: { operationId: 'getWidget', parameters: [id, full], responses },
      delete: { operationId: 'deleteWidget', parameters: [id], responses },
    },
  },
});

const DATA = `version: 1
values: { colour: red }
personas: { guest: { title: a guest, holds: [{ scheme: workosSession, secret: guestSession }] } }
deviations: { known: { tier: org-key, service: tenant, scheme: orgApiKey, secret: orgApiKey, reason: it is known } }
spent: { old-key: { title: an old key, scheme: orgApiKey, secret: oldKey, like: org-key, inPlaceOf: orgApiKey } }
aliases:
  - id: mirror
    title: the mirror
    service: cp
    through: cp
    headers: { X-Org: '\${org.slug}' }
    callers: [{ as: guest, rule: auth.bypass }]
quotas: { makeWidget: { perHour: 3, because: it is rare } }
removals:
  deleteWidget:
    proof: { operation: getWidget, as: same, path: { id: id }, absent: { list: /items, at: /id, is: id } }
    find: { operation: listWidgets, list: '', at: /name, id: /id }
    otherwise: { operation: deleteWidget, as: cp-admin, path: { id: id }, body: { confirm: id } }
severities: [{ rule: state.gone, operations: [getWidget], severity: major, because: it matters }]
fixtures:
  widget:
    operation: makeWidget
    as: org-key
    body: { colour: '\${value.colour}', name: '\${fresh.name.made}' }
    binds: { widget.id: /id }
    persona: { minted: { scheme: orgApiKey, secret: mintedKey, from: /key } }
    undo: { operation: deleteWidget, as: org-key, path: { id: '\${widget.id}' } }
operations:
  getWidget:
    effect: reads
    reach: none
    path: { id: '\${widget.id}' }
    query: { full: 'yes' }
    fixtures: [widget]
    same: { path: id, body: /id }
    always: [{ at: /colour, equals: red, if: { at: /kind, equals: plain }, rule: state.gone }]
    mayReturn: [/key]
    probe: { path: { id: '\${unknown.uuid}' }, answers: [200] }
    unprovoked: { '200': nothing brings it about }
    mayLack: { /size: only a widget that was measured has one }
  deleteWidget:
    effect: destroys
    reach: own
    path: { id: '\${widget.id}' }
    fixtures: [widget]
    consumes: [widget]
    then:
      - operation: getWidget
        as: minted
        path: { id: '\${widget.id}' }
        expect: 404
        rule: state.gone
        sees: [{ at: /items, omits: { at: /id, is: '\${upper:widget.id}' }, rule: state.gone }]
    probe:
      path: { id: '\${unknown.uuid}' }
      answers: [404]
      foreign: { fixtures: [widget], path: { id: '\${widget.id}' } }
    cases:
      twice:
        title: twice
        as: guest
        fixtures: [widget]
        undo: { operation: deleteWidget, as: org-key, path: { id: '\${secret.garbage}' } }
        expect: 404
        rule: state.gone
`;

const KNOWN = { rules: ['auth.bypass', 'state.gone'], secrets: ['guestSession', 'orgApiKey'] };

describe('compareWithContract', () => {
  let contract: Contract;

  beforeAll(async () => {
    contract = await readDocument(document);
  });

  function problemsOf(text: string): readonly string[] {
    const parsed = parseConformanceData('data.yaml', text);
    if (!parsed.ok) throw new Error(parsed.error.join('\n'));
    return compareWithContract(parsed.value, contract, KNOWN).broken;
  }

  it('finds nothing where every reference leads somewhere', () => {
    expect(problemsOf(DATA)).toEqual([]);
  });

  it.each([
    [
      'scheme: workosSession',
      'scheme: workosSesion',
      /^data\.yaml:3:\d+: personas\.guest\.holds\.0\.scheme .*workosSession/,
    ],
    [
      'secret: guestSession',
      'secret: gestSession',
      /^data\.yaml:3:\d+: .* the secret "gestSession".* near it: guestSession/,
    ],
    ['tier: org-key', 'tier: orgkey', /^data\.yaml:4:\d+: .* the tier "orgkey"/],
    ['like: org-key', 'like: orgkey', /^data\.yaml:5:\d+: spent\.old-key\.like /],
    ['inPlaceOf: orgApiKey', 'inPlaceOf: orgKey', /^data\.yaml:5:\d+: .* the secret "orgKey"/],
    [
      '${org.slug}',
      '${org.slgu}',
      /^data\.yaml:11:23: aliases\.0\.headers\.X-Org asks for \$\{org\.slgu\}.* near it: org\.slug/,
    ],
    ['as: guest, rule', 'as: gast, rule', /^data\.yaml:12:21: aliases\.0\.callers\.0\.as .* the sender "gast"/],
    ['rule: auth.bypass', 'rule: auth.bypas', /^data\.yaml:12:\d+: .* the rule "auth\.bypas".* near it: auth\.bypass/],
    ['quotas: { makeWidget', 'quotas: { makeWigdet', /^data\.yaml:13:\d+: quotas\.makeWigdet .* near it: makeWidget/],
    ['  deleteWidget:\n    proof', '  deleteWidgets:\n    proof', /^data\.yaml:15:3: removals\.deleteWidgets /],
    [
      'proof: { operation: getWidget',
      'proof: { operation: getWigdet',
      /^data\.yaml:16:25: removals\.deleteWidget\.proof\.operation /,
    ],
    [
      'as: same, path: { id: id }',
      'as: same, path: { id: ids }',
      /^data\.yaml:16:\d+: .* the path parameter "ids", which deleteWidget/,
    ],
    ['is: id }', 'is: ids }', /^data\.yaml:16:\d+: removals\.deleteWidget\.proof\.absent\.is /],
    [
      'find: { operation: listWidgets',
      'find: { operation: listWidget',
      /^data\.yaml:17:\d+: removals\.deleteWidget\.find\.operation /,
    ],
    [
      'at: /name',
      'at: name',
      /^data\.yaml:17:\d+: removals\.deleteWidget\.find\.at is "name", which is no JSON Pointer/,
    ],
    ['as: cp-admin', 'as: cpadmin', /^data\.yaml:18:\d+: removals\.deleteWidget\.otherwise\.as /],
    ['confirm: id', 'confirm: ids', /^data\.yaml:18:\d+: removals\.deleteWidget\.otherwise\.body\.confirm /],
    ['{ rule: state.gone, operations', '{ rule: state.went, operations', /^data\.yaml:19:22: severities\.0\.rule /],
    ['operations: [getWidget]', 'operations: [getWidgets]', /^data\.yaml:19:\d+: severities\.0\.operations\.0 /],
    [
      '${value.colour}',
      '${value.color}',
      /^data\.yaml:24:21: fixtures\.widget\.body\.colour .* near it: value\.colour/,
    ],
    ['${fresh.name.made}', '${fresh.nmae}', /^data\.yaml:24:\d+: .* near it: fresh\.name/],
    ['from: /key', 'from: key', /^data\.yaml:26:\d+: fixtures\.widget\.persona\.minted\.from /],
    ["query: { full: 'yes' }", "query: { ful: 'yes' }", /^data\.yaml:33:19: operations\.getWidget\.query\.ful /],
    ['same: { path: id', 'same: { path: ids', /^data\.yaml:35:19: operations\.getWidget\.same\.path /],
    ['if: { at: /kind', 'if: { at: kind', /^data\.yaml:36:\d+: operations\.getWidget\.always\.0\.if\.at /],
    ['mayReturn: [/key]', 'mayReturn: [key]', /^data\.yaml:37:17: operations\.getWidget\.mayReturn\.0 /],
    [
      "unprovoked: { '200'",
      "unprovoked: { '299'",
      /^data\.yaml:39:\d+: .* the status 299, which getWidget does not declare/,
    ],
    ['mayLack: { /size', 'mayLack: { size', /^data\.yaml:40:\d+: operations\.getWidget\.mayLack\.size /],
    [
      'consumes: [widget]',
      'consumes: [wigdet]',
      /^data\.yaml:46:16: operations\.deleteWidget\.consumes\.0 .* near it: widget/,
    ],
    ['as: minted', 'as: mintet', /^data\.yaml:49:13: operations\.deleteWidget\.then\.0\.as .* near it: minted/],
    ['${upper:widget.id}', '${uper:widget.id}', /^data\.yaml:53:\d+: .* asks for \$\{uper:widget\.id\}/],
    [
      'foreign: { fixtures: [widget]',
      'foreign: { fixtures: [wigdet]',
      /^data\.yaml:57:\d+: operations\.deleteWidget\.probe\.foreign\.fixtures\.0 /,
    ],
    ['as: guest\n', 'as: gast\n', /^data\.yaml:61:13: operations\.deleteWidget\.cases\.twice\.as /],
    [
      "undo: { operation: deleteWidget, as: org-key, path: { id: '${secret",
      "undo: { operation: delWidget, as: org-key, path: { id: '${secret",
      /^data\.yaml:63:28: operations\.deleteWidget\.cases\.twice\.undo\.operation /,
    ],
    ['${secret.garbage}', '${secret.garbig}', /^data\.yaml:63:\d+: .* near it: secret\.garbage/],
  ])('names file, line, column and what is near, with %s written as %s', (right, wrong, expected) => {
    expect(DATA).toContain(right);
    const problems = problemsOf(DATA.replace(right, wrong));
    expect(problems[0]).toMatch(expected);
  });

  it('knows what a fixture binds only where the fixture is made', () => {
    const text = DATA.replace('    fixtures: [widget]\n    same', '    same');
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^data\.yaml:32:17: operations\.getWidget\.path\.id asks for \$\{widget\.id\}/),
    ]);
  });

  it('lets the data describe operations that this edition does not have', () => {
    const other = `${DATA}  paintWidget:\n    effect: changes\n    reach: own\n    path: { colour: red }\n    probe: { answers: [200] }\n`;
    expect(problemsOf(other.replace('find: { operation: listWidgets', 'find: { operation: paintWidget'))).toEqual([]);
  });
});
