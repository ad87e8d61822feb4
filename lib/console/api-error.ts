import { type FieldProblem, quietRefusals } from '../contracts/errors.ts'

/** A refusal of the API as the console shows it; `code` is the exception's name, or `Unreachable` when no answer came. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly code: string
  readonly status: number
  readonly reason?: string
  readonly fieldList: readonly FieldProblem[]
  readonly requestId?: string

  constructor(details: {
    code: string
    status: number
    message: string
    reason?: string
    fieldList?: readonly FieldProblem[]
    requestId?: string
  }) {
    super(details.message)
    this.code = details.code
    this.status = details.status
    this.reason = details.reason
    this.fieldList = details.fieldList ?? []
    this.requestId = details.requestId
  }
}

/** No session, or one that has ended. */
export const isSignedOut = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 401 || error.code === 'MissingAuthenticationTokenException')
export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.status === 404

const isFieldProblem = (value: unknown): value is FieldProblem =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'message' in value &&
  typeof value.name === 'string' &&
  typeof value.message === 'string'

const text = (body: object, member: string): string | undefined => {
  const value: unknown = Reflect.get(body, member)
  return typeof value === 'string' ? value : undefined
}

/** Reads a restJson error answer; anything else (a proxy's page, an empty body) still becomes a readable error. */
export async function errorOfResponse(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined)
  const members = typeof body === 'object' && body !== null ? body : {}
  const fieldList: unknown = Reflect.get(members, 'fieldList')
  return new ApiError({
    code: response.headers.get('x-amzn-errortype')?.split(':')[0] ?? 'UnknownError',
    status: Number(response.headers.get(quietRefusals.status) ?? response.status),
    message: text(members, 'message') ?? `The server answered with status ${response.status}. Try again.`,
    reason: text(members, 'reason'),
    fieldList: Array.isArray(fieldList) ? fieldList.filter(isFieldProblem) : [],
    requestId: response.headers.get('x-amzn-requestid') ?? undefined,
  })
}
