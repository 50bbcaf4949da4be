import { z } from 'zod';
import { runRecordSchema } from '../lib/findings/run-record-schema.ts';
import { writeGenerated } from './write-generated.ts';

// The schema of run.json, for those who read reports by program.
const schema = {
  $id: 'https://molecule-conformance.invalid/run-record.schema.json',
  title: 'Everything that a conformance run has to say',
  ...z.toJSONSchema(runRecordSchema, { target: 'draft-2020-12', io: 'input' }),
};

await writeGenerated('spec/run-record.schema.json', JSON.stringify(schema));
