import { describe, expect, it } from 'vitest';
import { documentWithSchemas, problemsByRule } from '../../../tests/support/test-contract.ts';
import { referencesLeadSomewhere } from './references-lead-somewhere.ts';

describe('referencesLeadSomewhere', () => {
  it('reports references to nothing, to themselves and in a circle', async () => {
    const document = `openapi: 3.1.0
info: {title: Widgets, version: '1'}
components:
  schemas:
    Answer: {$ref: '#/components/schemas/Gone'}
    Self: {$ref: '#/components/schemas/Self'}
    One: {$ref: '#/components/schemas/Two'}
    Two: {$ref: '#/components/schemas/One'}
`;
    expect(await problemsByRule(referencesLeadSomewhere, document)).toEqual([
      'contract.yaml:5:14 error references-lead-somewhere: the reference #/components/schemas/Gone leads nowhere, or only to itself',
      'contract.yaml:6:12 error references-lead-somewhere: the reference #/components/schemas/Self leads nowhere, or only to itself',
      'contract.yaml:7:11 error references-lead-somewhere: the reference #/components/schemas/Two leads nowhere, or only to itself',
      'contract.yaml:8:11 error references-lead-somewhere: the reference #/components/schemas/One leads nowhere, or only to itself',
    ]);
  });

  it('accepts pointers, anchors, schemas that contain themselves, and what only looks like a reference', async () => {
    const document = documentWithSchemas({
      Answer: { properties: { next: { $ref: '#/components/schemas/Answer' }, part: { $ref: '#part' } } },
      Part: { $anchor: 'part', example: { $ref: '#/nowhere' }, properties: { $ref: { type: 'string' } } },
    });
    expect(await problemsByRule(referencesLeadSomewhere, document)).toEqual([]);
  });
});
