import { z } from 'zod';
import { defined } from '../../core/defined.ts';
import { answer, refuse, type ApiAnswer, type ApiRequest, type Route } from '../http.ts';
import { validateBody } from '../validate.ts';
import type { Template, Tenant, World } from '../world.ts';
import { createTenantRoute } from './tenant-route.ts';
import { DEFAULT_RUNTIME, DEFAULT_TIER } from './workspace-record.ts';

const templateImportRequest = z.object({ name: z.string(), files: z.record(z.string(), z.string()) });

/** The templates of workspaces and of whole orgs. */
export function createTemplateRoutes(world: World): readonly Route[] {
  const access = 'tenant-admin';
  return [
    createTenantRoute(
      world,
      { operationId: 'tenantListTemplates', method: 'GET', path: '/templates', access },
      listTemplates,
    ),
    createTenantRoute(
      world,
      { operationId: 'tenantListOrgTemplates', method: 'GET', path: '/org/templates', access },
      (tenant) =>
        answer(
          200,
          [...tenant.orgTemplates.values()].map((template) => ({ ...template })),
        ),
    ),
    createTenantRoute(
      world,
      { operationId: 'tenantImportTemplate', method: 'POST', path: '/templates/import', access },
      importTemplate,
    ),
  ];
}

function listTemplates(tenant: Tenant): ApiAnswer {
  const rows = [...tenant.templates.values()].map((template) => {
    const { description, tier, runtime, model = '' } = readTemplateConfig(template);
    return { id: template.id, name: template.name, description, tier, runtime, model };
  });
  return answer(200, rows);
}

/** Stores a template. Its id is made from its name, so a name that differs only in case or punctuation is taken too. */
function importTemplate(tenant: Tenant, request: ApiRequest): ApiAnswer {
  const parsed = validateBody(request.body, templateImportRequest);
  if (!parsed.ok) return parsed.refusal;
  const { name, files } = parsed.value;
  const id = idFromName(name);
  if (id === '') return refuse(400, 'name: has neither letters nor digits');
  if (tenant.templates.has(id)) return refuse(409, 'the name is taken');
  tenant.templates.set(id, { id, name, files });
  return answer(201, { status: 'imported', id, name });
}

function idFromName(name: string): string {
  const words = name.toLowerCase().match(/[\p{Letter}\p{Number}]+/gu) ?? [];
  return words.join('-');
}

interface TemplateConfig {
  readonly description: string;
  readonly tier: number;
  readonly runtime: string;
  readonly model?: string;
}

/**
 * Reads the settings for workspaces made from a template: the plain `name: value` lines of its `config.yaml`. Templates
 * come from callers, so any other line is ignored.
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

/** Reads the plain `name: value` lines that are not indented. */
export function readSettings(text: string): ReadonlyMap<string, string> {
  const lines = text.matchAll(/^(?<name>[a-z_]+):[ \t]+(?<value>\S.*?)\s*$/gm);
  return new Map([...lines].map(({ groups }) => [groups?.name ?? '', groups?.value ?? '']));
}
