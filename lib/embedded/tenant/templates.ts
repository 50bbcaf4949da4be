import { z } from 'zod';
import { answer, refuse, type ApiAnswer, type ApiRequest, type Route } from '../http.ts';
import { validateBody } from '../validate.ts';
import type { Tenant, World } from '../world.ts';
import { readTemplateConfig } from './template-config.ts';
import { createTenantRoute } from './tenant-route.ts';

const templateImportRequest = z.object({ name: z.string(), files: z.record(z.string(), z.string()) });

/** What workspaces, and whole orgs, can be made from. */
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

/** The id follows from the name, so a name that differs only in case or punctuation is taken too. */
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
