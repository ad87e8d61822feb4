import { DomainError } from '../kernel/domain-error.ts'
import type { Call, Operation } from './operation.ts'
import { validationFailure } from './validation.ts'

/** Our fault: an answer of the wrong shape, or a failure that the operation does not declare. Never rendered. */
export class BrokenContract extends Error {
  override name = 'BrokenContract'
}

/** @throws DomainError ValidationException with one entry of `fieldList` per faulty member */
export function parseInput(operation: Operation, raw: unknown): unknown {
  const input = operation.shape.input.safeParse(raw)
  if (!input.success) throw validationFailure(input.error, raw)
  return input.data
}

/**
 * Runs an operation on parsed input. What it answers is stripped to its declared shape, so that nothing leaves that
 * was not meant to (style §4.6).
 */
export async function runOperation(operation: Operation, call: Call, input: unknown): Promise<unknown> {
  const { name } = operation.shape
  let answer: unknown
  try {
    answer = await operation.run(call, input)
  } catch (cause) {
    if (cause instanceof DomainError && operation.errors.has(cause.code)) throw cause
    throw new BrokenContract(`${name} failed in a way that it does not declare`, { cause })
  }
  const output = operation.shape.output.safeParse(answer)
  if (!output.success) throw new BrokenContract(`${name} answered in another shape`, { cause: output.error })
  return output.data
}
