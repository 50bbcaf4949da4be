import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { answer, type ApiAnswer, type ApiRequest, type Route } from '../http.ts';
import { validateBody } from '../validate.ts';
import type { Pin } from '../world.ts';
import { createAdminRoute } from './admin-route.ts';
import type { ControlPlaneWorld } from './control-plane-world.ts';
import { showInstant } from './org-record.ts';

const promoteAmiRequest = z.looseObject({ ami_id: z.string().min(1), region: z.string().min(1).default('us-east-2') });
const promoteImageRequest = z.looseObject({ template: z.string().min(1), digest: z.string().min(1) });

/** The pins that say which machine and container images are used. One pin for each region and each runtime. */
export function createAdminPinRoutes(world: ControlPlaneWorld): readonly Route[] {
  const { pins } = world;
  const amiPath = 'thin-ami/promote';
  const imagePath = 'runtime-image/promote';
  return [
    createAdminRoute('adminListThinAmi', 'GET', amiPath, () => answer(200, pins.amis.map(showAmi))),
    createAdminRoute('adminPromoteThinAmi', 'POST', amiPath, (request) => promoteAmi(world, request)),
    createAdminRoute('adminListRuntimeImage', 'GET', imagePath, () => answer(200, pins.images.map(showImage))),
    createAdminRoute('adminPromoteRuntimeImage', 'POST', imagePath, (request) => promoteImage(world, request)),
  ];
}

function promoteAmi(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const wanted = validateBody(request.body, promoteAmiRequest);
  if (!wanted.ok) return wanted.refusal;
  const pin = createPin(world, wanted.value.region, wanted.value.ami_id);
  world.pins.amis = replacePin(world.pins.amis, pin);
  return answer(200, { ok: true, pin: showAmi(pin) });
}

function promoteImage(world: ControlPlaneWorld, request: ApiRequest): ApiAnswer {
  const wanted = validateBody(request.body, promoteImageRequest);
  if (!wanted.ok) return wanted.refusal;
  const pin = createPin(world, wanted.value.template, wanted.value.digest);
  world.pins.images = replacePin(world.pins.images, pin);
  return answer(200, { ok: true, pin: showImage(pin) });
}

function createPin(world: ControlPlaneWorld, key: string, value: string): Pin {
  return { key, value, promotedBy: 'cp-admin', promotedAtMs: world.nowMs() };
}

function replacePin(pins: readonly Pin[], pin: Pin): Pin[] {
  return [...pins.filter(({ key }) => key !== pin.key), pin];
}

function showAmi(pin: Pin): JsonObject {
  return { region: pin.key, ami_id: pin.value, ...showPromotion(pin) };
}

function showImage(pin: Pin): JsonObject {
  return { template: pin.key, digest: pin.value, ...showPromotion(pin) };
}

function showPromotion(pin: Pin): JsonObject {
  return { promoted_by: pin.promotedBy, promoted_at: showInstant(pin.promotedAtMs) };
}
