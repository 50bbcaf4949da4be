type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a stream gets colours: it is a terminal that has some, and nobody has said no (no-color.org). */
export function wantsColor(stream: { readonly isTTY?: boolean }, environment: Environment): boolean {
  return stream.isTTY === true && environment['TERM'] !== 'dumb' && !isSet(environment['NO_COLOR']);
}

/** Whether the output is read by a runner of GitHub or Gitea, which turns workflow commands into annotations. */
export function wantsAnnotations(environment: Environment): boolean {
  return isSet(environment['GITHUB_ACTIONS']) || isSet(environment['GITEA_ACTIONS']);
}

/** How wide a terminal is; nothing where the stream is none, or does not say. */
export function columnsOf(stream: { readonly columns?: number }): { readonly columns?: number } {
  return stream.columns === undefined || stream.columns <= 0 ? {} : { columns: stream.columns };
}

/** An empty value counts as not set; `CI=false` is how people say no. */
export function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false';
}
