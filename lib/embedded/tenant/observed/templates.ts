import { z } from 'zod';
import { answer, refuse, type ApiAnswer } from '../../http.ts';
import type { Template } from '../../world.ts';
import { readSettings } from '../templates.ts';
import { readBody, TIER, type Call } from './record.ts';
import { DEFAULT_RUNTIME, isKnownRuntime, showRegistry } from './runtimes.ts';

/** Returns the runtime that a `config.yaml` names; empty if it names none. */
export function runtimeIn(config: string): string {
  return readText(config, 'runtime');
}

/** Returns the model that a `config.yaml` names, by itself or for its runtime. */
export function modelIn(config: string): string {
  const own = readText(config, 'model');
  return own === ''
    ? unquote(/^runtime_config:(?:\n[ \t]+.*)*?\n[ \t]+model:[ \t]*(.*)$/m.exec(config)?.[1] ?? '')
    : own;
}

function readText(config: string, name: string): string {
  return unquote(readSettings(config).get(name) ?? '');
}

function unquote(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2');
}

/** Lists the templates, except those for a runtime that is not known. */
export function listTemplates({ tenant }: Call): ApiAnswer {
  const rows = [...tenant.templates.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .filter(({ files }) => ['', ...knownRuntimeOf(files)].includes(runtimeIn(files['config.yaml'] ?? '')))
    .map(showTemplate);
  return answer(200, rows);
}

function knownRuntimeOf(files: Template['files']): readonly string[] {
  const runtime = runtimeIn(files['config.yaml'] ?? '');
  return isKnownRuntime(runtime.replace(/-default$/, '')) ? [runtime] : [];
}

function showTemplate({ id, files }: Template) {
  const config = files['config.yaml'] ?? '';
  const runtime = runtimeIn(config);
  return {
    id,
    name: readText(config, 'name'),
    description: readText(config, 'description'),
    tier: TIER,
    runtime,
    model: modelIn(config),
    ...showRegistry(runtime.replace(/-default$/, '')),
    skills: /^skills:\s*\[\]/m.test(config) ? [] : null,
    skill_count: 0,
  };
}

const importRequest = z.object({ name: z.string().min(1), files: z.record(z.string(), z.string().nullable()) });

const MOST_FILES = 200;
/** The longest name of a folder, in bytes. */
const LONGEST_ID = 255;

/** Stores a template. It cannot be removed again. One without any file is refused only when its own is written. */
export function importTemplate({ tenant, request }: Call): ApiAnswer {
  const sent = readBody(request.body, importRequest);
  if (sent === undefined) return refuse(400, 'invalid request body');
  const { name } = sent;
  const paths = Object.keys(sent.files);
  if (paths.length > MOST_FILES) return refuse(400, `too many files (${paths.length}), max ${MOST_FILES}`);
  const id = idFromName(name);
  if (tenant.templates.has(id)) return answer(409, { error: 'template already exists', id });
  if (!paths.every(isPathInside) || (paths.length > 0 && id.length > LONGEST_ID)) {
    return refuse(400, 'invalid request body');
  }
  if (paths.length === 0) return refuse(500, 'failed to write config.yaml');
  const files = Object.fromEntries(Object.entries(sent.files).map(([path, text]) => [path, text ?? '']));
  tenant.templates.set(id, { id, name, files: { 'config.yaml': writeConfig(name), ...files } });
  return answer(201, { id, name, status: 'imported' });
}

/** Keeps letters and digits of ASCII, in lower case; other letters are dropped. */
function idFromName(name: string): string {
  const id = name
    .replaceAll(' ', '-')
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '');
  return id === '' ? 'unnamed' : id;
}

function isPathInside(path: string): boolean {
  return path !== '' && path !== '.' && !path.startsWith('/') && !path.includes('..') && !path.includes('\0');
}

/** Writes the configuration of a template that brings none. It names a model and no runtime. */
function writeConfig(name: string): string {
  return [
    `name: ${JSON.stringify(name)}`,
    'description: imported',
    `tier: ${TIER}`,
    'model: anthropic:claude-haiku-4-5',
    'skills:',
    '  []',
    '',
  ].join('\n');
}

/** Returns the files that the export of a workspace carries: those of the template of its name, or else of the first there is. */
export function findFilesFor({ tenant }: Call, name: string): Template['files'] {
  const all = [...tenant.templates.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const named = all.find(({ files }) => readText(files['config.yaml'] ?? '', 'name') === name);
  return (named ?? all[0])?.files ?? {};
}

export function bundleRuntimeIn(config: string | undefined): string {
  const found = runtimeIn(config ?? '');
  return found === '' ? DEFAULT_RUNTIME : found;
}
