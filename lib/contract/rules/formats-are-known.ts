import type { DocumentRule } from './rule.ts';

/** A format that nobody here knows is an annotation: it is named, because values of it are not looked at. */
export const formatsAreKnown: DocumentRule = {
  id: 'formats-are-known',
  clause: 'JSON Schema 2020-12 validation, section 7',
  find: ({ judge }) =>
    judge.unknownFormats.map(({ format, pointer }) => ({
      level: 'warning',
      pointer,
      message: `the format "${format}" is not known: values are not held against it`,
    })),
};
