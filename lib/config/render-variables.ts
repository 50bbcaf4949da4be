import { factsOf, VARIABLE_GROUPS, VARIABLE_NAMES, type VariableGroup, type VariableName } from './variables.ts';

/** `.env.example`: every variable with what there is to say about it, all commented out, so that a copy changes nothing. */
export function renderEnvExample(): string {
  const head = [
    '# Copy this file to .env and uncomment what you need. What stands in the environment wins over the file.',
    '# With nothing set, the embedded deployment on this machine is the target.',
    '# Generated from lib/config/variables.ts by scripts/generate.ts.',
  ];
  const groups = groupNames().map((group) =>
    [`# ${VARIABLE_GROUPS[group]}`, `# ${'-'.repeat(70)}`, '', variablesOf(group).map(renderExample).join('\n\n')].join(
      '\n',
    ),
  );
  return `${[head.join('\n'), ...groups].join('\n\n')}\n`;
}

/** The page of the documentation about configuration, in Markdown. */
export function renderConfigurationPage(): string {
  const head = [
    '# Configuration',
    '<!-- Generated from lib/config/variables.ts by scripts/generate.ts. -->',
    'Variables come from the environment and from a file `.env` (`--env-file` names another one). The environment wins; an empty value counts as not set. With nothing set, the embedded deployment is the target. A target of your own needs `CP_BASE_URL` and `TENANT_BASE_URL`, and `CP_ADMIN_BEARER` or an org with its key. One service is enough: `CP_BASE_URL` and `CP_ADMIN_BEARER` for the control plane alone; `TENANT_BASE_URL`, `ORG_ID` and `TENANT_ADMIN_TOKEN` or `ORG_API_KEY` for one tenant alone (besides `ORG_SLUG` where the URL has `{slug}` in it; no `ORG_ID` where the tenant is self-hosted and does not route). The other service is out of scope then, and a note of the report says so. Whatever is missing or malformed is named in a sentence of its own (exit code 2); values are never repeated.',
    'Credentials go over https only, except to this machine. They are taken out of everything that is recorded.',
  ];
  return `${[...head, ...groupNames().flatMap(renderGroup)].join('\n\n')}\n`;
}

function groupNames(): readonly VariableGroup[] {
  // The keys of an object literal are its own.
  return Object.keys(VARIABLE_GROUPS) as VariableGroup[];
}

function variablesOf(group: VariableGroup): readonly VariableName[] {
  return VARIABLE_NAMES.filter((name) => factsOf(name).group === group);
}

function renderExample(name: VariableName): string {
  const facts = factsOf(name);
  const lines = [facts.comment];
  // The heading of the group says it once for all of them.
  if (facts.secret === undefined) lines.push(`Must be ${facts.mustBe}.`);
  if (facts.otherwise !== undefined) lines.push(`Otherwise: ${facts.otherwise}.`);
  const needs = facts.needs ?? [];
  if (needs.length > 0) lines.push(`Needs ${needs.join(', ')}.`);
  return [...lines.map((line) => `# ${line}`), `#${name}=${quote(facts.example)}`].join('\n');
}

function renderGroup(group: VariableGroup): readonly string[] {
  const rows = variablesOf(group).map((name) => {
    const facts = factsOf(name);
    const cells = [
      `\`${name}\``,
      facts.comment,
      facts.secret === undefined ? facts.mustBe : 'a bare value, 8 characters or more',
      facts.otherwise ?? '',
      (facts.needs ?? []).map((needed) => `\`${needed}\``).join(', '),
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const table = ['| Variable | What it is | Must be | Otherwise | Needs |', '| --- | --- | --- | --- | --- |', ...rows];
  return [`## ${VARIABLE_GROUPS[group]}`, table.join('\n')];
}

/** A `#` would begin a comment in the file. */
function quote(value: string): string {
  return /[\s#]/.test(value) ? `"${value}"` : value;
}
