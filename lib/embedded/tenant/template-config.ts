import { defined } from '../../core/defined.ts';
import type { Template } from '../world.ts';
import { DEFAULT_RUNTIME, DEFAULT_TIER } from './workspace-record.ts';

export interface TemplateConfig {
  readonly description: string;
  readonly tier: number;
  readonly runtime: string;
  readonly model?: string;
}

/**
 * What a template says about the workspaces made from it: the plain `name: value` lines of its `config.yaml`. Anybody may
 * import a template, so whatever does not read like that is passed over.
 */
export function readTemplateConfig(template: Template): TemplateConfig {
  const settings = readSettings(template.files['config.yaml'] ?? '');
  const tier = Number(settings.get('tier'));
  const model = settings.get('model');
  return {
    description: settings.get('description') ?? '',
    tier: Number.isSafeInteger(tier) ? tier : DEFAULT_TIER,
    runtime: settings.get('runtime') ?? DEFAULT_RUNTIME,
    ...defined({ model }),
  };
}

function readSettings(text: string): ReadonlyMap<string, string> {
  const lines = text.matchAll(/^(?<name>[a-z_]+):[ \t]+(?<value>\S.*?)\s*$/gm);
  return new Map([...lines].map(({ groups }) => [groups?.name ?? '', groups?.value ?? '']));
}
