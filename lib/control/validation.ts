import type { z } from 'zod'
import type { FieldProblem } from '../contracts/errors.ts'
import { DomainError } from '../kernel/domain-error.ts'

const maxProblems = 20

/** zod's findings as AgentCore answers them: dotted member names, and words that say the way out. Values are not repeated. */
export function validationFailure(error: z.ZodError, input: unknown): DomainError {
  const problems = error.issues.flatMap((issue) => problemsOf(issue, input)).slice(0, maxProblems)
  const [first] = problems
  const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`
  return new DomainError('ValidationException', `${count}. ${first?.name ?? ''}: ${first?.message ?? ''}`, {
    reason: 'FieldValidationFailed',
    fieldList: problems,
  })
}

export const cannotParse = (message: string): DomainError =>
  new DomainError('ValidationException', message, { reason: 'CannotParse', fieldList: [] })

function problemsOf(issue: z.core.$ZodIssue, input: unknown): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      name: dotted([...issue.path, key]),
      message: 'This member is not known here. Leave it out.',
    }))
  }
  if (issue.code === 'invalid_type' && valueAt(input, issue.path) === undefined) {
    return [{ name: dotted(issue.path), message: 'This member is required.' }]
  }
  // What is wrong with a map's key is said one level down.
  const { message } = (issue.code === 'invalid_key' && issue.issues[0]) || issue
  return [{ name: dotted(issue.path), message }]
}

const dotted = (path: readonly PropertyKey[]): string => path.map((part) => String(part).slice(0, 100)).join('.')

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  )
}
