/**
 * The failures that the API names, with their HTTP status.
 * Names and statuses are those of the AgentCore control and data planes; the last four belong to SigV4 and to the front door.
 */
export const errorStatus = {
  ValidationException: 400,
  ResourceLimitExceededException: 400,
  DecryptionFailure: 400,
  EncryptionFailure: 400,
  UnauthorizedException: 401,
  ServiceQuotaExceededException: 402,
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  ConflictException: 409,
  ConcurrentModificationException: 409,
  ThrottlingException: 429,
  InternalServerException: 500,
  ServiceUnavailableException: 503,
  UnknownOperationException: 404,
  MissingAuthenticationTokenException: 403,
  InvalidSignatureException: 403,
  RequestEntityTooLargeException: 413,
} as const

export type ErrorCode = keyof typeof errorStatus

/**
 * Headers by which a page of the console has refusals told quietly: as 200, with the status beside. A browser writes every
 * answer from 400 on to its error console, which is for faults of the page and not for what a person typed.
 */
export const quietRefusals = { ask: 'x-postern-quiet', status: 'x-postern-status' } as const

export const validationReasons = [
  'CannotParse',
  'FieldValidationFailed',
  'IdempotentParameterMismatchException',
  'EventInOtherSession',
  'ResourceConflict',
] as const
export type ValidationReason = (typeof validationReasons)[number]

/** One faulty member of a request: `name` is the dotted path of the member, `message` says what is wrong and the way out. */
export interface FieldProblem {
  name: string
  message: string
}
