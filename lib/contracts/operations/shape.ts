import type { z } from 'zod'
import type { Action } from '../../kernel/roles.ts'

/**
 * The public half of an operation: what a client must know. The server adds permission, errors and behaviour to it
 * (`lib/control`), the console calls through it (`lib/console/api-client.ts`).
 */
export interface OperationShape<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly name: string
  /** What the caller's role must allow. */
  readonly action: Action
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path below `/api`; `{member}` stands for a percent-encoded input member; a trailing slash is significant. */
  readonly path: string
  /** Input members that travel in the query string. */
  readonly query?: readonly string[]
  readonly success: 200 | 201 | 202 | 204
  readonly input: I
  readonly output: O
}

export const shape = <I extends z.ZodType, O extends z.ZodType>(
  operation: OperationShape<I, O>,
): OperationShape<I, O> => operation
