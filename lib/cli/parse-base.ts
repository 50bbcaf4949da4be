import { InvalidArgumentError } from 'commander';
import type { ApiBase } from '../traffic/match-operation.ts';

/** Parses `https://api.example.com=cp`; a `{slug}` stands for the name of an org. */
export function parseBase(text: string): ApiBase {
  const at = text.lastIndexOf('=');
  const service = text.slice(at + 1);
  const url = text.slice(0, Math.max(0, at));
  const isAddress = /^https?:\/\//i.test(url) && URL.canParse(url.replaceAll('{slug}', 'slug'));
  if (!isAddress || (service !== 'cp' && service !== 'tenant'))
    throw new InvalidArgumentError('It takes an address and the service that stood there: https://api.example.com=cp.');
  return { url, service };
}
