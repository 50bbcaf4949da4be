/** Splits the id of a case, `<operation>/<family>/<variant>`, from its end: an operation without an id is named `GET /a/{b}`. */
export function splitCaseId(id: string): { readonly operationId: string; readonly family?: string } {
  const [, operationId = id, family] = /^(.+)\/([^/]+)\/[^/]+$/.exec(id) ?? [];
  return family === undefined ? { operationId } : { operationId, family };
}
