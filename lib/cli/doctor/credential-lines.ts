import { pluralise } from '../../core/text.ts';
import type { ConformanceData } from '../../cases/operation-data.ts';
import { TIERS } from '../../contract/tiers/select-tiers.ts';
import type { RemoteConfig } from '../../config/config.ts';
import type { SecretName } from '../../config/variable-kinds.ts';
import { factsOf, VARIABLE_NAMES, type VariableName } from '../../config/variables.ts';
import { HOW_TO_GET } from '../how-to-get.ts';
import { misconfigured, ok, warn, type DoctorLine } from './line.ts';
import type { Trial, Trials } from './try-credentials.ts';

/** What has to be known to say something of a credential. */
export interface CredentialQuestion {
  readonly config: RemoteConfig;
  readonly data: ConformanceData;
  /** Names that a run derives: `secret.orgApiKey`. */
  readonly derivable: ReadonlySet<string>;
  /** What came of showing each credential at work, by tier. Absent where the deployment is not reached. */
  readonly trials?: Trials;
}

/** One line for each credential: at hand and accepted, derived by a run, or missing, and then what that costs. */
export function credentialLines(question: CredentialQuestion): readonly DoctorLine[] {
  return VARIABLE_NAMES.flatMap((name) => {
    const { secret } = factsOf(name);
    return secret === undefined ? [] : [credentialLine(question, name, secret)];
  });
}

function credentialLine(question: CredentialQuestion, name: VariableName, secret: SecretName): DoctorLine {
  if (question.config.secrets[secret] !== undefined)
    return question.trials === undefined
      ? warn(name, 'set, but not tried: the deployment is not reached')
      : lineOfTrial(name, question.trials.get(tierOfItsOwn(secret) ?? ''));
  if (question.derivable.has(`secret.${secret}`)) return ok(name, 'not set; a run derives it');
  return warn(name, `missing: ${costOf(question.data, secret)}`, `set ${name}: ${HOW_TO_GET[secret]}`);
}

function lineOfTrial(name: VariableName, trial: Trial | undefined): DoctorLine {
  if (trial === undefined) return warn(name, 'set, but not tried: only a run does');
  switch (trial.kind) {
    case 'accepted':
      return ok(name, `set, and accepted by ${trial.operationId}`);
    case 'not-tried':
      return warn(name, `set, but not tried: ${trial.reason}`);
    case 'refused':
      return refusedLine(name, trial);
  }
}

/** Without the operator's token hardly anything can be derived; any other credential costs its own column. */
function refusedLine(name: VariableName, trial: Extract<Trial, { kind: 'refused' }>): DoctorLine {
  const next = `set ${name} to one that is valid here; if it is, the deployment drifts, and a run says how`;
  const detail = `set, but not accepted by ${trial.operationId}, which should let it in: ${trial.outcome}`;
  return name === 'CP_ADMIN_BEARER' ? misconfigured(name, detail, next) : warn(name, detail, next);
}

/** The tier that holds this secret and nothing else. */
function tierOfItsOwn(secret: SecretName): string | undefined {
  return TIERS.find((tier) => tier.holds.length === 1 && tier.holds[0]?.secret === secret)?.id;
}

function costOf(data: ConformanceData, secret: SecretName): string {
  const columns = TIERS.filter((tier) => tier.holds.some((held) => held.secret === secret)).map(({ id }) => id);
  const people = Object.values(data.personas).filter((persona) => persona.holds.some((held) => held.secret === secret));
  const costs = [
    ...(columns.length === 0
      ? []
      : [`the ${pluralise(columns.length, 'column')} ${columns.join(', ')} of the tier matrix`]),
    ...people.map(({ title }) => `the cases of ${title}`),
  ];
  return costs.length === 0 ? 'nothing rests on it' : `${costs.join(' and ')} cannot be judged`;
}
