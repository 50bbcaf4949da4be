import type { VariableName, VariableValues } from './variables.ts';

export interface Limits {
  /** 0 means no limit. */
  readonly requestsPerSecond: number;
  readonly maxInFlight: number;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly provisionTimeoutMs: number;
  readonly adminTokenTimeoutMs: number;
  readonly tenantReadyTimeoutMs: number;
  readonly pollIntervalMs: number;
  readonly retryBudgetMs: number;
  /** How long the slowest 5 % of an operation's answers may take before it is said. */
  readonly latencyBudgetMs: number;
}

interface LimitRow {
  readonly variable: VariableName & keyof NumberVariables;
  readonly remote: number;
  readonly embedded: number;
}

type NumberVariables = {
  [Name in VariableName as Exclude<VariableValues[Name], undefined> extends number ? Name : never]: number;
};

const ROWS: Readonly<Record<keyof Limits, LimitRow>> = {
  requestsPerSecond: { variable: 'REQUESTS_PER_SECOND', remote: 8, embedded: 0 },
  maxInFlight: { variable: 'MAX_IN_FLIGHT', remote: 8, embedded: 16 },
  connectTimeoutMs: { variable: 'CONNECT_TIMEOUT_MS', remote: 10_000, embedded: 10_000 },
  requestTimeoutMs: { variable: 'REQUEST_TIMEOUT_MS', remote: 30_000, embedded: 30_000 },
  maxBodyBytes: { variable: 'MAX_BODY_BYTES', remote: 8_388_608, embedded: 8_388_608 },
  provisionTimeoutMs: { variable: 'PROVISION_TIMEOUT_MS', remote: 1_200_000, embedded: 30_000 },
  adminTokenTimeoutMs: { variable: 'ADMIN_TOKEN_TIMEOUT_MS', remote: 420_000, embedded: 30_000 },
  tenantReadyTimeoutMs: { variable: 'TENANT_READY_TIMEOUT_MS', remote: 900_000, embedded: 30_000 },
  pollIntervalMs: { variable: 'POLL_INTERVAL_MS', remote: 5_000, embedded: 50 },
  retryBudgetMs: { variable: 'RETRY_BUDGET_MS', remote: 120_000, embedded: 30_000 },
  latencyBudgetMs: { variable: 'LATENCY_BUDGET_MS', remote: 3_000, embedded: 3_000 },
};

/** The limits that are set, and for the rest the defaults for a deployment far away or one in this process. */
export function limitsFrom(values: VariableValues, target: 'remote' | 'embedded'): Limits {
  const entries = Object.entries(ROWS).map(([name, row]) => [name, values[row.variable] ?? row[target]]);
  // ROWS has exactly the names of Limits.
  return Object.fromEntries(entries) as Record<keyof Limits, number>;
}
