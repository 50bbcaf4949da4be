import type { RemoteConfig } from '../../config/config.ts';
import { secretName } from '../../core/names.ts';

/** Names that are bound by the configuration alone. */
export function namesFromConfig(config: RemoteConfig): readonly string[] {
  return [...Object.keys(config.secrets).map(secretName), ...Object.keys(configBindings(config))];
}

const WORKSPACE_IDS: ReadonlySet<string> = new Set(['workspace.id', 'otherWorkspace.id']);

/** Names of the workspaces that were there before the run. */
export function givenWorkspaces(config: RemoteConfig): ReadonlySet<string> {
  return new Set(Object.keys(configBindings(config)).filter((name) => WORKSPACE_IDS.has(name)));
}

export function configBindings(config: RemoteConfig): Readonly<Record<string, string>> {
  const entries: readonly (readonly [string, string | undefined])[] = [
    ['org.slug', config.org?.slug],
    ['org.id', config.org?.id],
    ['otherOrg.slug', config.otherOrg?.slug],
    ['otherOrg.id', config.otherOrg?.id],
    ['workspace.id', config.workspaceId],
    ['otherWorkspace.id', config.otherWorkspaceId],
  ];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
