/** A vendor of models for one runtime. The models of `platform` are paid by the platform, all others by the org. */
interface Provider {
  readonly name: string;
  readonly authEnv: readonly string[];
  readonly models: readonly string[];
}

const PLATFORM_ENV = ['MOLECULE_LLM_USAGE_TOKEN'];

/** The runtimes that run on a machine of the platform, with an excerpt of their models. A runtime without any takes every model. */
const RUNTIMES: ReadonlyMap<string, readonly Provider[]> = new Map([
  [
    'claude-code',
    [
      { name: 'anthropic-oauth', authEnv: ['CLAUDE_CODE_OAUTH_TOKEN'], models: ['sonnet', 'opus', 'haiku'] },
      { name: 'anthropic-api', authEnv: ['ANTHROPIC_API_KEY'], models: ['claude-opus-4-7', 'claude-sonnet-4-6'] },
      {
        name: 'platform',
        authEnv: PLATFORM_ENV,
        models: ['anthropic/claude-opus-4-7', 'anthropic/claude-sonnet-4-6', 'moonshot/kimi-k2.6'],
      },
    ],
  ],
  ['hermes', [{ name: 'platform', authEnv: PLATFORM_ENV, models: ['moonshot/kimi-k2.6', 'moonshot/kimi-k2.5'] }]],
  [
    'codex',
    [
      { name: 'openai-api', authEnv: ['OPENAI_API_KEY'], models: ['gpt-5.4', 'gpt-5.4-mini'] },
      { name: 'platform', authEnv: PLATFORM_ENV, models: ['openai/gpt-5.4', 'openai/gpt-5.4-mini'] },
    ],
  ],
  ['openclaw', [{ name: 'platform', authEnv: PLATFORM_ENV, models: ['moonshot/kimi-k2.6', 'moonshot/kimi-k2.5'] }]],
  ['google-adk', [{ name: 'google', authEnv: ['GEMINI_API_KEY'], models: ['gemini-2.5-pro'] }]],
  ['seo-agent', []],
  ['mock', []],
]);

export const DEFAULT_RUNTIME = 'claude-code';

/** True for a runtime on a machine of its owner: the platform neither starts nor stops it. */
export function isExternalRuntime(runtime: string): boolean {
  return ['external', 'kimi', 'kimi-cli'].includes(runtime);
}

export function isKnownRuntime(runtime: string): boolean {
  return RUNTIMES.has(runtime) || isExternalRuntime(runtime);
}

export function isRegisteredModel(runtime: string, model: string): boolean {
  const providers = RUNTIMES.get(runtime) ?? [];
  return providers.length === 0 || findProvider(runtime, model) !== undefined;
}

/** Returns the name of the provider of a model, `platform` for those that the platform pays. */
export function findProvider(runtime: string, model: string): string | undefined {
  return RUNTIMES.get(runtime)?.find(({ models }) => models.includes(model))?.name;
}

function billingOf(provider: string): string {
  return provider === 'platform' ? 'platform_managed' : 'byok';
}

/** Shows what a template of this runtime may choose from, with members that are left out for a runtime without models. */
export function showRegistry(runtime: string) {
  const providers = RUNTIMES.get(runtime) ?? [];
  if (providers.length === 0) return {};
  return {
    registry_backed: true,
    registry_providers: providers.map(({ name, authEnv }) => {
      return { name, display_name: name, auth_env: authEnv, billing_mode: billingOf(name) };
    }),
    registry_models: providers.flatMap(({ name, models }) =>
      models.map((id) => ({ id, provider: name, billing_mode: billingOf(name) })),
    ),
  };
}

/** An excerpt of the keys of vendors. A workspace whose models the platform pays may not have them as secrets. */
const VENDOR_KEYS = new Set([
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_AUTH_TOKEN',
  'CLAUDE_CODE_OAUTH_TOKEN',
  'DEEPSEEK_API_KEY',
  'GEMINI_API_KEY',
  'HF_TOKEN',
  'KIMI_API_KEY',
  'MINIMAX_API_KEY',
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'OPENROUTER_API_KEY',
  'XAI_API_KEY',
]);

export function isVendorKey(key: string): boolean {
  return VENDOR_KEYS.has(key.trim().toUpperCase());
}
