import { errorStatus, type ErrorCode, type FieldProblem, type ValidationReason } from '../contracts/errors.ts'

/** A refusal that the caller may read: `message` names the cause, the party at fault and the next step, and no secret. */
export class DomainError extends Error {
  override name = 'DomainError'
  readonly code: ErrorCode
  readonly reason?: ValidationReason
  readonly fieldList?: readonly FieldProblem[]

  constructor(
    code: ErrorCode,
    message: string,
    details: { reason?: ValidationReason; fieldList?: readonly FieldProblem[]; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause })
    this.code = code
    this.reason = details.reason
    this.fieldList = details.fieldList
  }

  get status(): number {
    return errorStatus[this.code]
  }
}

/** A ValidationException about one member. */
export const invalidField = (name: string, message: string): DomainError =>
  new DomainError('ValidationException', message, { reason: 'FieldValidationFailed', fieldList: [{ name, message }] })

/** A ConflictException about a name that is in use: like a faulty member, so that a form can say it at the field. */
export const nameConflict = (message: string): DomainError =>
  new DomainError('ConflictException', message, { fieldList: [{ name: 'name', message }] })

/** The one answer for what is absent and for what may not be read (I6). */
export const notFound = (what: string): DomainError =>
  new DomainError('ResourceNotFoundException', `${what} was not found.`)
