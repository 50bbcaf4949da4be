import { relative } from 'node:path';
import { filesFor, readInputs } from '../../setup/read-inputs.ts';
import type { CommandUnit } from '../create-program.ts';
import { findTopics } from '../explain/find-topics.ts';
import { listRules } from '../explain/known-topics.ts';
import { renderTopic } from '../explain/render-topic.ts';
import type { RuleTopic } from '../explain/topic.ts';

/** `conform explain`: explains an id of a report. */
export const explainCommand: CommandUnit = {
  name: 'explain',
  register: (program) => {
    program
      .command('explain')
      .argument(
        '[id]',
        'id of a rule, check, fault, incident, tier, operation, case, family, variant or deviation, or a fingerprint',
      )
      .option('--spec <file>', 'another edition of the contract, for what is of the contract')
      .option('--data <file>', 'another file in place of spec/conformance.yaml')
      .option('--reports <folder>', 'where fingerprints are looked up: in the last run there', 'reports')
      .option('--json', 'as JSON')
      .summary('says what a rule means, the clause it rests on, and how to fix it')
      .description(
        'Says what an id in a report means: why it matters, the clause it rests on, an example, how to fix it. Without an id it lists all rules.',
      )
      .addHelpText('after', EXAMPLES)
      .action(async (id: string | undefined, flags: ExplainFlags) => {
        process.stdout.write(id === undefined ? explainAll(flags) : await explain(id, flags));
      });
  },
};

interface ExplainFlags {
  readonly spec?: string;
  readonly data?: string;
  readonly reports: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  $ conform explain                                   all rules, by area
  $ conform explain auth.wrong-tier-accepted          a rule
  $ conform explain accepts-any-bearer                a fault of the embedded deployment
  $ conform explain cp-admin                          a tier
  $ conform explain getOrg                            an operation of the contract
  $ conform explain getOrg/tier-matrix/anonymous      a case of the plan
  $ conform explain credential-variants               a family of cases
  $ conform explain truncated                         a way for a credential to be wrong
  $ conform explain tenant-admin-token-as-bearer      a known deviation
  $ conform explain 0123456789abcdef                  a finding of the last run`;

async function explain(id: string, flags: ExplainFlags): Promise<string> {
  const files = filesFor(flags);
  const { reports } = flags;
  // The project's own contract is known to be valid.
  const isOwn = flags.spec === undefined;
  const topics = await findTopics(id, {
    readInputs: () => readInputs(files, !isOwn),
    data: relative(process.cwd(), files.data),
    reports,
  });
  if (flags.json === true) return toJson(topics.length === 1 ? topics[0] : topics);
  return topics.map(renderTopic).join('\n');
}

function explainAll(flags: ExplainFlags): string {
  const rules = listRules();
  return flags.json === true ? toJson(rules) : renderRules(rules);
}

function renderRules(rules: readonly RuleTopic[]): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  const areas = [...new Set(rules.map(({ id }) => areaOf(id)))];
  const blocks = areas.map((area) =>
    [
      area,
      ...rules
        .filter(({ id }) => areaOf(id) === area)
        .map(({ id, severity, title }) => `  ${id.padEnd(width)}  ${(severity ?? '-').padEnd(8)}  ${title}`),
    ].join('\n'),
  );
  return `${[...blocks, `${rules.length} rules. \`conform explain <id>\` says more about one.`].join('\n\n')}\n`;
}

function areaOf(ruleId: string): string {
  return ruleId.split('.')[0] ?? ruleId;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
