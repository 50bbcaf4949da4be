import { adviseAccommodation } from '../../cases/propose-accommodation.ts';
import { pluralise } from '../../core/text.ts';
import type { ConformanceData } from '../../cases/operation-data.ts';
import type { RemoteConfig } from '../../config/config.ts';
import { CALLERS } from '../../platform/molecule/callers.ts';
import {
  CREDENTIALS,
  type Credential,
  type CredentialVariable,
  type SecretName,
} from '../../platform/molecule/credentials.ts';
import { secretName } from '../../core/names.ts';
import { scopeOf } from '../../platform/molecule/scope-of-config.ts';
import { misconfigured, ok, warn, type DoctorLine } from './line.ts';
import type { Trial, Trials } from './try-credentials.ts';

/** The facts that a line about a credential rests on. */
export interface CredentialQuestion {
  readonly config: RemoteConfig;
  readonly data: ConformanceData;
  /** Names that a run derives: `secret.orgApiKey`. */
  readonly derivable: ReadonlySet<string>;
  /** The outcome of showing each credential at work, by tier. Absent where the deployment is not reached. */
  readonly trials?: Trials;
}

/** Makes a line for each credential: at hand and accepted, derived by a run, or missing with the cells that cannot be judged then. */
export function credentialLines(question: CredentialQuestion): readonly DoctorLine[] {
  const { lacks } = scopeOf(question.config);
  return CREDENTIALS.filter(({ name }) => !lacks(secretName(name))).map((credential) =>
    credentialLine(question, credential),
  );
}

function credentialLine(
  question: CredentialQuestion,
  { name, variable, howToGet, fromOperator }: Credential,
): DoctorLine {
  if (question.config.secrets[name] !== undefined)
    return question.trials === undefined
      ? warn(variable, 'set, but not tried: the deployment is not reached')
      : lineOfTrial(variable, question.trials.get(tierOfItsOwn(name) ?? ''));
  if (question.derivable.has(secretName(name))) return ok(variable, 'not set; a run derives it');
  // Nothing is derived from an operator whose control plane is out of scope.
  const ways =
    question.config.cpBaseUrl === undefined
      ? [howToGet]
      : [howToGet, ...(fromOperator === undefined ? [] : [fromOperator])];
  return warn(variable, `missing: ${costOf(question.data, name)}`, `set ${variable}: ${ways.join('; ')}`);
}

function lineOfTrial(variable: CredentialVariable, trial: Trial | undefined): DoctorLine {
  if (trial === undefined) return warn(variable, 'set, but not tried: only a run does');
  switch (trial.kind) {
    case 'accepted':
      return ok(variable, `set, and accepted by ${trial.operationId}`);
    case 'not-tried':
      return warn(variable, `set, but not tried: ${trial.reason}`);
    case 'refused':
      return refusedLine(variable, trial);
  }
}

/** Without the operator's token hardly anything can be derived; any other credential costs its own column. */
function refusedLine(variable: CredentialVariable, trial: Extract<Trial, { kind: 'refused' }>): DoctorLine {
  const next =
    trial.proposal === undefined
      ? `set ${variable} to one that is valid here; if it is, the deployment drifts, and a run says how`
      : adviseAccommodation(trial.proposal);
  const detail = `set, but not accepted by ${trial.operationId}, which should let it in: ${trial.outcome}`;
  return variable === 'CP_ADMIN_BEARER' ? misconfigured(variable, detail, next) : warn(variable, detail, next);
}

/** The tier that holds this secret and nothing else. */
function tierOfItsOwn(secret: SecretName): string | undefined {
  return CALLERS.list.find((tier) => tier.holds.length === 1 && tier.holds[0]?.secret === secret)?.id;
}

function costOf(data: ConformanceData, secret: SecretName): string {
  const columns = CALLERS.list.filter((tier) => tier.holds.some((held) => held.secret === secret)).map(({ id }) => id);
  const people = Object.values(data.personas).filter((persona) => persona.holds.some((held) => held.secret === secret));
  const costs = [
    ...(columns.length === 0
      ? []
      : [`the ${pluralise(columns.length, 'column')} ${columns.join(', ')} of the tier matrix`]),
    ...people.map(({ title }) => `the cases of ${title}`),
  ];
  return costs.length === 0 ? 'nothing rests on it' : `${costs.join(' and ')} cannot be judged`;
}
