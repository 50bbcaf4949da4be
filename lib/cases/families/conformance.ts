import { exactResponseFor, type Operation } from '../../contract/contract.ts';
import { defined } from '../../core/defined.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';
import { kindOf } from '../../core/names.ts';
import { namesIn } from '../bind.ts';
import { jsonContentOf } from '../bodies.ts';
import { buildCase, buildSeen, type CaseDraft, echoOf, identityOf } from '../case-builder.ts';
import type { Case, TemplateBody } from '../case.ts';
import { mutateBody } from '../mutate-body.ts';
import type { ExtraCase, Fill, OperationEntry, UndoData } from '../operation-data.ts';
import { successOf, unknownThing } from '../operation-entry.ts';
import { buildCall, type CaseFamily, type PlanContext, rightfulCaller, type RightfulCaller } from '../plan-context.ts';
import { retargetUndo } from '../removal.ts';
import { wrongParameters } from '../wrong-values.ts';

/** The documented success of each operation with valid input, and each documented error that a single deployment can give. */
export const conformance: CaseFamily = {
  id: 'conformance',
  title: 'documented successes and errors',
  group: 'conformance',
  casesOf: (context, operation) => {
    const author = new ConformanceAuthor(context, operation);
    return [
      ...author.successes(),
      ...author.extras(),
      ...author.missingThings(),
      ...author.invalidParameters(),
      ...author.invalidBodies(),
    ];
  },
};

class ConformanceAuthor {
  readonly #context: PlanContext;
  readonly #operation: Operation;
  readonly #entry: OperationEntry;
  readonly #caller: RightfulCaller;

  constructor(context: PlanContext, operation: Operation) {
    this.#context = context;
    this.#operation = operation;
    this.#entry = context.entry(operation);
    this.#caller = rightfulCaller(context, operation);
  }

  successes(): readonly Case[] {
    const bodies = this.#context.bodies.get(this.#operation.id) ?? {};
    const variants: (readonly [string, JsonValue | undefined])[] = [];
    if (bodies.minimal !== undefined) variants.push(['minimal', bodies.minimal]);
    if (bodies.full !== undefined && JSON.stringify(bodies.full) !== JSON.stringify(bodies.minimal)) {
      variants.push(['full', bodies.full]);
    }
    if (variants.length === 0) variants.push(['', undefined]);
    const status = successOf(this.#operation, this.#entry);
    return variants.map(([name, body]) =>
      this.#case({
        variant: variants.length === 1 ? 'success' : `success-${name}`,
        title: `answers ${status}${variants.length === 1 ? '' : ` to the ${name} body`}`,
        clause: this.#clauseOfStatus(status),
        expectation: { kind: 'success', statuses: [status] },
        body,
        ...this.#whatSuccessNeeds(),
        ...this.#withheldIfGuessed(),
        sees: [
          ...echoOf(this.#entry, body),
          ...identityOf(this.#entry, this.#entry.path ?? {}, this.#entry.query ?? {}),
        ],
      }),
    );
  }

  extras(): readonly Case[] {
    return Object.entries(this.#entry.cases ?? {}).map(([variant, extra]) => this.#extra(variant, extra));
  }

  /** 404 for a thing that does not exist: the last path parameter names nothing. */
  missingThings(): readonly Case[] {
    const last = this.#operation.parameters.filter((parameter) => parameter.in === 'path').at(-1);
    if (last === undefined || !this.#declares(404)) return [];
    return [
      this.#case({
        variant: `error-404-unknown-${last.name}`,
        title: `answers 404 to an unknown ${last.name}`,
        clause: this.#clauseOfStatus(404),
        expectation: {
          kind: 'error',
          statuses: [404],
          because: `the ${last.name} names nothing`,
          rule: 'status.not-found-shape',
        },
        body: this.#context.bodies.get(this.#operation.id)?.minimal,
        path: { ...this.#negativePath(), [last.name]: unknownThing(last) },
        query: this.#negativeQuery(),
        ...this.#undo(),
      }),
    ];
  }

  invalidParameters(): readonly Case[] {
    if (!this.#declares(400)) return [];
    const body = this.#context.bodies.get(this.#operation.id)?.minimal;
    return this.#operation.parameters.flatMap((parameter) =>
      wrongParameters(this.#context.contract, parameter).map(({ name, value, title }) =>
        this.#case({
          variant: `error-400-${name}`,
          title: `answers 400: ${title}`,
          clause: parameter.pointer,
          expectation: {
            kind: 'error',
            statuses: [400],
            because: title,
            rule: value === null ? 'request.required-unenforced' : 'request.constraint-unenforced',
          },
          body,
          path: parameter.in === 'path' ? { ...this.#negativePath(), [parameter.name]: value } : this.#negativePath(),
          query:
            parameter.in === 'query' ? { ...this.#negativeQuery(), [parameter.name]: value } : this.#negativeQuery(),
          ...this.#undo(),
        }),
      ),
    );
  }

  invalidBodies(): readonly Case[] {
    const content = jsonContentOf(this.#operation);
    const bodies = this.#context.bodies.get(this.#operation.id) ?? {};
    if (content === undefined || !this.#declares(400)) return [];
    const broken = mutateBody(this.#context.contract, content, bodies);
    const malformed: TemplateBody = { kind: 'text', text: '{"conformance": ' };
    const isRequired = this.#operation.requestBody?.required === true;
    return [
      this.#invalidBody(
        'malformed-json',
        'JSON that is cut off',
        'request.constraint-unenforced',
        content.pointer,
        malformed,
      ),
      ...(isRequired ? [this.#invalidBody('no-body', 'no body', 'request.required-unenforced', content.pointer)] : []),
      ...broken.map((invalid) =>
        this.#invalidBody(
          `body-${invalid.variant}`,
          invalid.title,
          invalid.rule,
          content.schemaPointer ?? content.pointer,
          {
            kind: 'json',
            value: invalid.body,
          },
        ),
      ),
    ];
  }

  #invalidBody(variant: string, title: string, rule: string, clause: string, body?: TemplateBody): Case {
    return this.#case({
      variant: `error-400-${variant}`,
      title: `answers 400: ${title}`,
      clause,
      expectation: { kind: 'error', statuses: [400], because: title, rule },
      rawBody: body,
      path: this.#negativePath(),
      query: this.#negativeQuery(),
      ...this.#undo(),
    });
  }

  #extra(variant: string, extra: ExtraCase): Case {
    const isSuccess = extra.expect >= 200 && extra.expect < 300;
    const inherited = this.#context.bodies.get(this.#operation.id)?.minimal;
    const set = isJsonObject(inherited) ? ({ ...inherited, ...extra.body?.set } as JsonValue) : inherited;
    const undo = extra.undo === 'none' ? undefined : (extra.undo ?? this.#entry.undo);
    return this.#case({
      variant,
      title: `answers ${extra.expect}: ${extra.title}`,
      clause: this.#clauseOfStatus(extra.expect),
      expectation: isSuccess
        ? { kind: 'success', statuses: [extra.expect], ...defined({ rule: extra.rule }) }
        : {
            kind: 'error',
            statuses: [extra.expect],
            because: extra.title,
            rule: extra.rule ?? 'request.constraint-unenforced',
          },
      ...defined({
        as: extra.as,
        effect: extra.effect,
        path: extra.path,
        query: extra.query && { ...this.#entry.query, ...extra.query },
        headers: extra.headers,
      }),
      body: extra.body?.exactly ?? set,
      fixtures: extra.fixtures ?? [],
      consumes: extra.consumes ?? [],
      then: extra.then ?? [],
      sees: (extra.sees ?? []).map(buildSeen),
      ...(undo === undefined || extra.effect === 'reads' ? {} : { undo }),
      ...defined({ binds: this.#entry.binds }),
    });
  }

  #case(draft: ConformanceDraft): Case {
    const { body, rawBody, path, query, headers, undo, ...rest } = draft;
    const { as, ...caller } = draft.as === undefined ? this.#caller : { as: draft.as };
    const sent: TemplateBody | undefined = rawBody ?? (body === undefined ? undefined : { kind: 'json', value: body });
    const aimed = undo === undefined ? undefined : this.#aimUndo(undo, { ...this.#entry.path, ...path }, sent);
    const request = buildCall(this.#context, {
      operationId: this.#operation.id,
      as,
      path: { ...this.#entry.path, ...path },
      query: query ?? this.#entry.query ?? {},
      ...defined({ headers, body: sent }),
    });
    return buildCase(this.#context, {
      ...rest,
      ...caller,
      ...defined({ undo: aimed }),
      as,
      operation: this.#operation,
      entry: this.#entry,
      family: 'conformance',
      request,
    });
  }

  #whatSuccessNeeds(): Partial<ConformanceDraft> {
    const { fixtures, consumes, binds, then } = this.#entry;
    return {
      fixtures: fixtures ?? [],
      consumes: consumes ?? [],
      binds: binds ?? {},
      then: then ?? [],
      ...this.#undo(),
    };
  }

  /** Withholds the success of an operation without data: its fixtures and undo cannot be guessed. A read of a known thing has none. */
  #withheldIfGuessed(): Partial<ConformanceDraft> {
    if (this.#context.data.operations[this.#operation.id] !== undefined) return {};
    const { effect, path, query } = this.#entry;
    const isKnown = namesIn([path, query]).every((name) => kindOf(name) !== 'unknown');
    if (effect === 'reads' && isKnown) return {};
    const reason = 'the data beside the contract does not say what a success of it needs';
    return { withheld: { gap: 'gap.operation-untested', reason } };
  }

  /** Aims the undo at what the request names, which may be something else than the valid request names. */
  #aimUndo(undo: UndoData, path: Fill, body: TemplateBody | undefined): UndoData {
    const valid = { path: this.#entry.path ?? {}, body: this.#context.bodies.get(this.#operation.id)?.minimal };
    const sent = { path, body: body?.kind === 'json' ? body.value : undefined };
    return retargetUndo(undo, valid, sent, this.#entry.binds ?? {});
  }

  #undo(): Partial<ConformanceDraft> {
    const { undo, binds } = this.#entry;
    return undo === undefined ? {} : { undo, binds: binds ?? {} };
  }

  #negativePath(): Fill {
    return { ...this.#entry.path, ...this.#entry.negatives?.path };
  }

  #negativeQuery(): Fill {
    return { ...this.#entry.query, ...this.#entry.negatives?.query };
  }

  #declares(status: number): boolean {
    return exactResponseFor(this.#operation, status) !== undefined;
  }

  #clauseOfStatus(status: number): string {
    return exactResponseFor(this.#operation, status)?.pointer ?? `${this.#operation.pointer}/responses`;
  }
}

type ConformanceDraft = Omit<CaseDraft, 'operation' | 'entry' | 'family' | 'request' | 'as'> & {
  readonly as?: string;
  readonly body?: JsonValue | undefined;
  readonly rawBody?: TemplateBody | undefined;
  readonly path?: Fill;
  readonly query?: Fill;
  readonly headers?: Readonly<Record<string, string>>;
};
