import packageJson from '../../package.json' with { type: 'json' };

/** The version of this program, as its `User-Agent` and its reports name it. */
export const TOOL_VERSION: string = packageJson.version;
