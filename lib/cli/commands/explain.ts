import { filesFor, loadInputs } from '../../run/load-inputs.ts';
import type { CommandUnit } from '../command.ts';
import { findTopics } from '../explain/find-topics.ts';
import { listRules } from '../explain/known-topics.ts';
import { renderTopic } from '../explain/render-topic.ts';
import type { RuleTopic } from '../explain/topic.ts';

/** `conform explain`: what a rule, check, fault, tier, operation or case is about. */
export const explainCommand: CommandUnit = {
  name: 'explain',
  register: (program) => {
    program
      .command('explain')
      .argument('[id]', 'id of a rule, check, fault, incident, tier, operation or case')
      .option('--spec <file>', 'another edition of the contract, for tiers, operations and cases')
      .option('--data <file>', 'another file in place of spec/conformance.yaml')
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
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  $ conform explain                                   all rules, by area
  $ conform explain auth.wrong-tier-accepted          a rule
  $ conform explain accepts-any-bearer                a fault of the embedded deployment
  $ conform explain cp-admin                          a tier
  $ conform explain getOrg                            an operation of the contract
  $ conform explain getOrg/tier-matrix/anonymous      a case of the plan`;

async function explain(id: string, flags: ExplainFlags): Promise<string> {
  const files = filesFor(flags);
  const topics = await findTopics(id, () => loadInputs(files, false));
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
