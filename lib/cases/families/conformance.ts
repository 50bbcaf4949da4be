import { isDeepStrictEqual } from 'node:util';
import { exactResponseFor, type Operation, type Parameter } from '../../contract/contract.ts';
import { defined } from '../../core/defined.ts';
import { isJsonObject, mapTexts, type JsonValue } from '../../core/json.ts';
import { kindOf } from '../../core/names.ts';
import { listWords } from '../../core/text.ts';
import { namesIn } from '../bind.ts';
import { jsonContentOf, type ValidBodies } from '../bodies.ts';
import { buildCase, buildSeen, type CaseDraft, echoOf, identityOf } from '../case-builder.ts';
import { addedParts, describeDemand, withoutPart } from '../accommodations.ts';
import type { Case, Demand, TemplateBody } from '../case.ts';
import { type InvalidBody, longestTexts, mutateBody } from '../mutate-body.ts';
import type { ExtraCase, Fill, OperationEntry, UndoData } from '../operation-data.ts';
import { successOf, unknownThing } from '../operation-entry.ts';
import { buildCall, type CaseFamily, type PlanContext, rightfulCaller, type RightfulCaller } from '../plan-context.ts';
import { retargetUndo } from '../removal.ts';
import { wrongParameters } from '../wrong-values.ts';
import { isSuccess } from '../../exchange/status.ts';
import type { RuleId } from '../../rules/rules.ts';

/** The documented success of each operation with valid input, and each documented error that a single deployment can give. */
export const conformance: CaseFamily = {
  id: 'conformance',
  title: 'documented successes and errors',
  group: 'conformance',
  casesOf: (context, operation) => {
    const author = new ConformanceAuthor(context, operation);
    return [
      ...author.successes(),
      ...author.demands(),
      ...author.extras(),
      ...author.missingThings(),
      ...author.invalidParameters(),
      ...author.invalidBodies(),
    ];
  },
};

const REFUSALS = [400, 404, 410, 422];

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
    const bodies = this.#bodies();
    const variants: (readonly [string, JsonValue | undefined])[] = [];
    if (bodies.minimal !== undefined) variants.push(['minimal', bodies.minimal]);
    if (bodies.full !== undefined && JSON.stringify(bodies.full) !== JSON.stringify(bodies.minimal)) {
      variants.push(['full', bodies.full]);
    }
    if (variants.length === 0) variants.push(['', undefined]);
    const named = variants.map(([name, body]) =>
      variants.length === 1
        ? (['success', '', body] as const)
        : ([`success-${name}`, `the ${name} body`, body] as const),
    );
    const demanded = this.#demandedBody();
    return [
      ...named,
      ...(demanded === undefined
        ? []
        : [['success-accommodated', 'the body that this target demands', demanded] as const]),
      ...this.#longestTexts(),
    ].map(([variant, what, body]) => this.#success(variant, what, body, this.#demandShownBy(body)));
  }

  /**
   * The documented success without each header and query parameter that accommodations add: whether it is refused shows whether the
   * target demands what the contract does not name. What it needs is made for it, and removed with the part that it leaves out.
   */
  demands(): readonly Case[] {
    return addedParts(this.#operation.id, this.#context.data.accommodations).map((demand) => {
      const what = `the request without ${describeDemand(demand)}`;
      const variant = `without-${demand.part}-${(demand.name ?? '').toLowerCase()}`;
      return this.#success(variant, what, this.#bodies().base, demand);
    });
  }

  /** The body that is sent as the contract has it, where accommodations ask for another one, shows whether they have to. */
  #demandShownBy(sent: JsonValue | undefined): Demand | undefined {
    const { minimal, base } = this.#bodies();
    const { body, bodies } = this.#context.data.accommodations?.[this.#operation.id] ?? {};
    const isAsked = (body ?? bodies) !== undefined && sent !== undefined;
    return isAsked && sent === minimal && !isDeepStrictEqual(minimal, base) ? { part: 'body' } : undefined;
  }

  #success(variant: string, what: string, body: JsonValue | undefined, demand?: Demand): Case {
    const status = successOf(this.#operation, this.#entry);
    return this.#case({
      variant,
      ...defined({ demand }),
      title: `answers ${status}${what === '' ? '' : ` to ${what}`}`,
      clause: this.#clauseOfStatus(status),
      expectation: { kind: 'success', statuses: [status], ...(what === '' ? {} : { because: what }) },
      body,
      ...this.#whatSuccessNeeds(),
      // Where it is refused, it has not used up what was made for it.
      ...(demand === undefined || demand.part === 'body' ? {} : { consumes: [], then: [] }),
      ...this.#withheldIfGuessed(),
      sees: [...echoOf(this.#entry, body), ...identityOf(this.#entry, this.#entry.path ?? {}, this.#entry.query ?? {})],
    });
  }

  /** The body that accommodations ask for, where neither the minimal nor the full one is it. */
  #demandedBody(): JsonValue | undefined {
    const { minimal, full, base } = this.#bodies();
    const { body, bodies } = this.#context.data.accommodations?.[this.#operation.id] ?? {};
    const isOther = [minimal, full].every((known) => !isDeepStrictEqual(known, base));
    return isOther && (body ?? bodies) !== undefined ? base : undefined;
  }

  /** Bodies with a text as long as its bound allows, in characters of several bytes. */
  #longestTexts(): readonly (readonly [variant: string, what: string, body: JsonValue])[] {
    const content = jsonContentOf(this.#operation);
    if (content === undefined) return [];
    const found = longestTexts(this.#context.contract, content, this.#bodies());
    return found.map(({ variant, title, body }) => [variant, title, body]);
  }

  extras(): readonly Case[] {
    return Object.entries(this.#entry.cases ?? {}).map(([variant, extra]) => this.#extra(variant, extra));
  }

  /** A path with a parameter that names nothing: 404, or what the contract has in its place. */
  missingThings(): readonly Case[] {
    if (this.#entry.mayBeUnknown !== undefined) return [];
    const statuses = this.#declares(404) ? [404] : this.#refusals();
    return this.#pathParameters().map((parameter) => {
      const { name } = parameter;
      const value = unknownThing(parameter);
      return this.#case({
        variant: `error-${this.#declares(404) ? '404-' : ''}unknown-${name}`,
        title: `answers ${listWords(statuses)} to an unknown ${name}`,
        clause: this.#clauseOfStatus(404),
        expectation: {
          kind: 'error',
          statuses,
          because: `the ${name} names nothing`,
          rule: 'status.not-found-shape',
          isMissing: true,
        },
        body: this.#bodyNaming(name, value),
        path: { ...this.#negativePath(), [name]: value },
        query: this.#negativeQuery(),
        ...this.#undo(),
      });
    });
  }

  invalidParameters(): readonly Case[] {
    return this.#operation.parameters.flatMap((parameter) => {
      const isPath = parameter.in === 'path';
      // Anything may be asked for, and the contract has nothing to refuse it with.
      if (isPath && this.#entry.mayBeUnknown !== undefined && !this.#refusesRequests()) return [];
      const statuses = isPath || !this.#declares(400) ? this.#refusals() : [400];
      const wrong = wrongParameters(this.#context.contract, parameter);
      const telling = isPath || this.#declares(400) ? wrong : wrong.filter(({ isClosed }) => isClosed);
      return telling.map(({ name, value, title, rule }) =>
        this.#case({
          variant: `error-${this.#declares(400) ? '400-' : ''}${name}`,
          title: `answers ${listWords(statuses)}: ${title}`,
          clause: parameter.pointer,
          expectation: { kind: 'error', statuses, because: title, rule },
          body: isPath && value !== null ? this.#bodyNaming(parameter.name, value) : this.#bodies().base,
          path: isPath ? { ...this.#negativePath(), [parameter.name]: value } : this.#negativePath(),
          query: isPath ? this.#negativeQuery() : { ...this.#negativeQuery(), [parameter.name]: value },
          ...this.#undo(),
        }),
      );
    });
  }

  invalidBodies(): readonly Case[] {
    const content = jsonContentOf(this.#operation);
    if (content === undefined) return [];
    const broken = mutateBody(this.#context.contract, content, this.#bodies(), this.#entry.body?.either);
    const malformed: TemplateBody = { kind: 'text', text: '{"conformance": ' };
    const isRequired = this.#operation.requestBody?.required === true;
    const toCase = (invalid: InvalidBody): Case =>
      this.#invalidBody(
        `body-${invalid.variant}`,
        invalid.title,
        invalid.rule,
        content.schemaPointer ?? content.pointer,
        {
          kind: 'json',
          value: invalid.body,
        },
      );
    // Without a 400 in the contract a body may be ignored, but not a value outside of a closed set.
    if (!this.#declares(400)) return broken.filter(({ keyword }) => keyword === 'enum').map(toCase);
    return [
      this.#invalidBody(
        'malformed-json',
        'JSON that is cut off',
        'request.constraint-unenforced',
        content.pointer,
        malformed,
      ),
      ...(isRequired ? [this.#invalidBody('no-body', 'no body', 'request.required-unenforced', content.pointer)] : []),
      ...broken.map(toCase),
    ];
  }

  #invalidBody(variant: string, title: string, rule: RuleId, clause: string, body?: TemplateBody): Case {
    const statuses = this.#declares(400) ? [400] : this.#refusals();
    return this.#case({
      variant: `error-${this.#declares(400) ? '400-' : ''}${variant}`,
      title: `answers ${listWords(statuses)}: ${title}`,
      clause,
      expectation: { kind: 'error', statuses, because: title, rule },
      rawBody: body,
      path: this.#negativePath(),
      query: this.#negativeQuery(),
      ...this.#undo(),
    });
  }

  #extra(variant: string, extra: ExtraCase): Case {
    const succeeds = isSuccess(extra.expect);
    const inherited = this.#bodies().base;
    const set = isJsonObject(inherited) ? ({ ...inherited, ...extra.body?.set } as JsonValue) : inherited;
    const undo = extra.undo === 'none' ? undefined : (extra.undo ?? this.#entry.undo);
    return this.#case({
      variant,
      title: `answers ${extra.expect}: ${extra.title}`,
      clause: this.#clauseOfStatus(extra.expect),
      expectation: succeeds
        ? { kind: 'success', statuses: [extra.expect], ...defined({ rule: extra.rule, orRefused: extra.orRefused }) }
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
    const call = buildCall(this.#context, {
      operationId: this.#operation.id,
      as,
      path: { ...this.#entry.path, ...path },
      query: query ?? this.#entry.query ?? {},
      ...defined({ headers, body: sent }),
    });
    const request = draft.demand === undefined ? call : withoutPart(call, draft.demand);
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
    const valid = { path: this.#entry.path ?? {}, body: this.#bodies().base };
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

  #bodies(): ValidBodies {
    return this.#context.bodies.get(this.#operation.id) ?? {};
  }

  /** The body that repeats another value of a path parameter, where it repeats it: the slug that a `confirm` has to be. */
  #bodyNaming(parameter: string, value: string): JsonValue | undefined {
    const { base } = this.#bodies();
    const usual = this.#entry.path?.[parameter];
    return base === undefined || typeof usual !== 'string'
      ? base
      : mapTexts(base, (text) => (text === usual ? value : text));
  }

  #pathParameters(): readonly Parameter[] {
    return this.#operation.parameters.filter((parameter) => parameter.in === 'path');
  }

  /** Declared statuses that refuse a request for what it asks (RFC 9110, section 15.5), or else every declared error. */
  #refusals(): readonly number[] {
    if (this.#refusesRequests()) return REFUSALS.filter((status) => this.#declares(status));
    const errors = this.#operation.responses.map(({ status }) => Number(status)).filter((status) => status >= 400);
    return errors.length > 0 ? errors : [400];
  }

  #refusesRequests(): boolean {
    return REFUSALS.some((status) => this.#declares(status));
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
