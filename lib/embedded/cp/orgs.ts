import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { isInOrg } from '../authenticate.ts';
import {
  answer,
  callingUserId,
  refuse,
  type Access,
  type ApiAnswer,
  type ApiRequest,
  type Handler,
  type Route,
} from '../http.ts';
import { SLUG_PATTERN, validateBody } from '../validate.ts';
import { findOrgBySlug, type ControlPlaneWorld, type Org } from '../world.ts';
import { createOrgRecord, publicIpOf, removeOrg, showInstant, showOrg } from './org-record.ts';
import { provisioningOf } from './provisioning.ts';

const createOrgRequest = z.object({ slug: z.string().regex(SLUG_PATTERN), name: z.string() });

/** The operations of `cp-orgs`: what a signed-in person does with their orgs. */
export function createOrgRoutes(world: ControlPlaneWorld): readonly Route[] {
  const route = (operationId: string, method: string, path: string, handle: Handler): Route => {
    const access: Access = operationId === 'getOrgInstance' ? 'open' : 'session';
    return { operationId, service: 'cp', method, path, access, handle };
  };
  return [
    route('listOrgs', 'GET', '/api/v1/orgs', (request) => listOrgs(world, request)),
    route('createOrg', 'POST', '/api/v1/orgs', (request) => createOrg(world, request)),
    route('getOrg', 'GET', '/api/v1/orgs/{slug}', (request) =>
      forMember(world, request, (org) => answer(200, showOrg(world, org))),
    ),
    route('deleteOrg', 'DELETE', '/api/v1/orgs/{slug}', (request) =>
      forMember(world, request, (org) => deleteOrg(world, request, org)),
    ),
    route('exportOrg', 'GET', '/api/v1/orgs/{slug}/export', (request) =>
      forMember(world, request, (org) => answer(200, exportOrg(world, request, org))),
    ),
    route('getProvisionStatus', 'GET', '/api/v1/orgs/{slug}/provision-status', (request) =>
      getProvisionStatus(world, request),
    ),
    route('getOrgInstance', 'GET', '/api/v1/orgs/{slug}/instance', (request) => getOrgInstance(world, request)),
  ];
}

/** Handles the request for owner and members; 404 for an unknown org, 403 for everybody else. */
function forMember(world: ControlPlaneWorld, request: ApiRequest, handle: (org: Org) => ApiAnswer): ApiAnswer {
  const org = findOrgBySlug(world, request.params.slug ?? '');
  if (org === undefined) return refuse(404, 'no such org');
  return isInOrg(org, callingUserId(request)) ? handle(org) : refuse(403, 'not a member of this org');
}

function listOrgs(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const mine = [...world.orgs.values()].filter((org) => isInOrg(org, callingUserId(request)));
  return answer(
    200,
    mine.map((org) => showOrg(world, org)),
  );
}

function createOrg(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const wanted = validateBody(request.body, createOrgRequest);
  if (!wanted.ok) return wanted.refusal;
  const user = world.users.get(callingUserId(request));
  if (user?.acceptedTerms !== true) return refuse(412, 'the terms have not been accepted');
  if (user.creditsCents <= 0) return refuse(402, 'no credit left');
  if (findOrgBySlug(world, wanted.value.slug) !== undefined) return refuse(409, 'the slug is taken');
  return answer(201, showOrg(world, createOrgRecord(world, { ...wanted.value, ownerUserId: user.id })));
}

function deleteOrg(world: ControlPlaneWorld, request: ApiRequest, org: Org): ApiAnswer {
  if (org.ownerUserId !== callingUserId(request)) return refuse(403, 'only the owner may delete an org');
  removeOrg(world, org);
  return answer(204);
}

function exportOrg(world: ControlPlaneWorld, request: ApiRequest, org: Org): JsonObject {
  const userId = callingUserId(request);
  const created_at = showInstant(org.createdAtMs);
  return {
    schema_version: '1',
    exported_at: showInstant(world.nowMs()),
    exported_by: userId,
    subject: { user_id: userId },
    organization: showOrg(world, org),
    infrastructure: {
      provider: 'aws',
      region: 'us-east-2',
      instance_status: provisioningOf(world, org).status,
      domain: new URL(world.tenantUrl(org.slug)).hostname,
    },
    members: [
      { user_id: org.ownerUserId, role: 'owner', created_at },
      ...org.memberUserIds.map((user_id) => ({ user_id, role: 'member', created_at })),
    ],
    notes: { secrets: 'secret values are not part of an export' },
  };
}

/** Shows the provisioning status. No 403 is declared, so strangers get the same 404 as for an unknown org. */
function getProvisionStatus(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const org = findOrgBySlug(world, request.params.slug ?? '');
  if (org === undefined || !isInOrg(org, callingUserId(request))) return refuse(404, 'no such org');
  const { status, stage, progress, message, etaSeconds } = provisioningOf(world, org);
  return answer(200, {
    status,
    stage,
    progress,
    message,
    eta_seconds: etaSeconds,
    ...(stage === 'ready' ? { url: world.tenantUrl(org.slug) } : {}),
  });
}

function getOrgInstance(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const org = findOrgBySlug(world, request.params.slug ?? '');
  if (org === undefined) return refuse(404, 'no such org');
  const { status } = provisioningOf(world, org);
  return answer(200, { slug: org.slug, status, ip: publicIpOf(org.id), org_id: org.id });
}
