import { z } from 'zod';
import { conformanceDataSchema } from '../lib/cases/operation-data.ts';
import { writeGenerated } from './write-generated.ts';

// The schema that editors use for spec/conformance.yaml.
const schema = {
  $id: 'https://molecule-conformance.invalid/conformance.schema.json',
  title: 'What a contract cannot say and a conformance run needs to know',
  ...z.toJSONSchema(conformanceDataSchema, { target: 'draft-2020-12', io: 'input' }),
};

await writeGenerated('spec/conformance.schema.json', JSON.stringify(schema));
