import type { z } from 'zod'
import type { ErrorCode } from '../contracts/errors.ts'
import type { OperationShape } from '../contracts/operations/shape.ts'
import { DomainError } from '../kernel/domain-error.ts'
import type { Actor } from '../kernel/principals.ts'
import type { ConsoleActor } from '../identity/index.ts'
import type { Rooms } from './rooms.ts'

/**
 * Who may call: `signed-in` an access key or a person at the console; `public` anybody, from our own pages;
 * `internal` the console process, which shows the secret of this start.
 */
export type Access = 'signed-in' | 'public' | 'internal'

/** One call, as the doors hand it in. */
export interface Call {
  readonly rooms: Rooms
  readonly actor?: Actor
}

/** An operation is a value: every door, and every test, runs the same one (style §4.5). */
export interface Operation {
  readonly shape: OperationShape
  readonly access: Access
  /** Refusals that the caller is shown; any other one is our fault and answered as such. */
  readonly errors: ReadonlySet<ErrorCode>
  readonly maxBodyBytes: number
  /** Whether a signed request that was already seen may be answered again (SG-8). */
  mayRepeat(input: unknown): boolean
  run(call: Call, input: unknown): Promise<unknown>
}

/** What every operation may answer, beside its own. */
const commonErrors: readonly ErrorCode[] = [
  'ValidationException',
  'UnauthorizedException',
  'AccessDeniedException',
  'ThrottlingException',
  'ServiceUnavailableException',
]
const defaultMaxBodyBytes = 1024 * 1024

interface Behaviour<I extends z.ZodType> {
  errors?: readonly ErrorCode[]
  maxBodyBytes?: number
  /** Left out: only where nothing is changed, which is what GET says. */
  mayRepeat?: boolean | ((input: z.output<I>) => boolean)
}
type Answer<O extends z.ZodType> = z.input<O> extends undefined ? void : z.input<O>
type Run<C, I extends z.ZodType, O extends z.ZodType> = (context: C, input: z.output<I>) => Promise<Answer<O>>

/** An operation for callers who have proved who they are. */
export function defineOperation<I extends z.ZodType, O extends z.ZodType>(
  shape: OperationShape<I, O>,
  behaviour: Behaviour<I> & { run: Run<{ rooms: Rooms; actor: Actor }, I, O> },
): Operation {
  return build(shape, 'signed-in', behaviour, ({ rooms, actor }, input) => {
    if (!actor) throw new DomainError('UnauthorizedException', `Sign in or sign the request to call ${shape.name}.`)
    return behaviour.run({ rooms, actor }, input)
  })
}

/** An operation that needs no proof, or only the console process's; the visitor is told where one is signed in. */
export function defineOpenOperation<I extends z.ZodType, O extends z.ZodType>(
  shape: OperationShape<I, O>,
  behaviour: Behaviour<I> & {
    access: Exclude<Access, 'signed-in'>
    run: Run<{ rooms: Rooms; visitor?: ConsoleActor }, I, O>
  },
): Operation {
  return build(shape, behaviour.access, behaviour, ({ rooms, actor }, input) =>
    behaviour.run({ rooms, ...(actor?.kind === 'console' && { visitor: actor }) }, input),
  )
}

function build<I extends z.ZodType, O extends z.ZodType>(
  shape: OperationShape<I, O>,
  access: Access,
  behaviour: Behaviour<I>,
  run: (call: Call, input: z.output<I>) => Promise<unknown>,
): Operation {
  const { mayRepeat = shape.method === 'GET' } = behaviour
  return {
    shape,
    access,
    errors: new Set([...commonErrors, ...(behaviour.errors ?? [])]),
    maxBodyBytes: behaviour.maxBodyBytes ?? defaultMaxBodyBytes,
    // `runOperation` parses with this very shape before it calls either function.
    mayRepeat: (input) => (typeof mayRepeat === 'function' ? mayRepeat(input as z.output<I>) : mayRepeat),
    run: async (call, input) => run(call, input as z.output<I>),
  }
}

/** Some things only a person does: what belongs to a browser session cannot be done by an access key. */
export function personOf(actor: Actor): ConsoleActor {
  if (actor.kind === 'console') return actor
  throw new DomainError('AccessDeniedException', 'Only a person who is signed in at the console can do this.')
}
