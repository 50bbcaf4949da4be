import { Document, visit } from 'yaml';
import type { ProposedEdit } from '../findings/run-record.ts';
import { describeReconciliation, PROPOSED_OVERLAY } from './describe-record.ts';
import type { Reporter } from './reporter.ts';
import { toPrintable, toWellFormed } from './safe-text.ts';

/**
 * The reporter of the edits of the contract that a run proposes, as an OpenAPI Overlay 1.0.0 document that `conform run
 * --overlay <file>` lays on the contract. Each action names its findings in `x-findings`. The same findings give the same file.
 */
export const overlay: Reporter = {
  id: 'overlay',
  title: 'edits of the contract that would reconcile it with the deployment',
  fileName: PROPOSED_OVERLAY,
  isDue: (record) => (record.reconciliation?.edits.length ?? 0) > 0,
  render: (record) => {
    const edits = record.reconciliation?.edits ?? [];
    if (edits.length === 0) return '# No edit of the contract is proposed.\n';
    return renderYaml(
      {
        overlay: '1.0.0',
        info: {
          title: `Edits of ${toPrintable(record.run.contract.title)} that ${toPrintable(record.run.target.name)} would need`,
          version: toPrintable(record.run.contract.version),
        },
        actions: edits.flatMap(actionsOf),
      },
      `${describeReconciliation(record)}\nProposed, not decided: each says that the deployment is right and the contract is behind.`,
    );
  },
};

function actionsOf({ title, fingerprints, actions }: ProposedEdit): readonly object[] {
  return actions.map(({ target, update, remove }) => ({
    target,
    description: toPrintable(title),
    'x-findings': fingerprints,
    ...(remove ? { remove } : { update }),
  }));
}

/** Characters that hide in a text or change how it is shown. Names of members may hold them. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164]/gu;

function renderYaml(value: object, comment: string): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  document.commentBefore = comment.replace(/^/gm, ' ');
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value !== 'string') return;
      node.value = toWellFormed(node.value);
      // Escapes are read only between double quotes (YAML 1.2, section 5.7).
      if (new RegExp(HIDDEN, 'u').test(node.value as string)) node.type = 'QUOTE_DOUBLE';
    },
  });
  const text = document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER });
  return text.replace(HIDDEN, (character) => escapeInYaml(character.codePointAt(0) ?? 0));
}

function escapeInYaml(code: number): string {
  const hex = code.toString(16);
  return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
