import { describe, expect, it } from 'vitest';
import { explainCommand } from './explain-command.ts';

describe('the variables of a printed command', () => {
  it('are explained where no configuration has them, each once', () => {
    const command = `curl "$CP_BASE_URL"'/a/'"$FRESH_UUID_INSTANCE"'?x='"$INSTANCE_ID"'&y='"$INSTANCE_ID" -H 'Authorization: Bearer '"$GARBAGE"`;
    expect(explainCommand(command)).toBe(
      'FRESH_UUID_INSTANCE: a new UUID; INSTANCE_ID: of what is made first, as its creation answers; GARBAGE: any text in the form of the credential',
    );
  });

  it('are left alone where the configuration has them, also when they are changed on the way', () => {
    expect(explainCommand(`curl "\${OTHER_ORG_API_KEY%?}" "$ORG_SLUG" "$OTHER_WORKSPACE_ID"`)).toBe('');
  });
});
