import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { shape } from '../../../lib/contracts/operations/shape.ts'
import { defineOperation } from '../../../lib/control/operation.ts'
import { BrokenContract, parseInput, runOperation } from '../../../lib/control/run-operation.ts'
import type { Rooms } from '../../../lib/control/rooms.ts'
import { DomainError } from '../../../lib/kernel/domain-error.ts'

const call = { rooms: {} as Rooms, actor: { kind: 'system' } as const }
const operation = (run: () => Promise<{ answer: string }>) =>
  defineOperation(
    shape({
      name: 'Ask',
      action: 'self',
      method: 'POST',
      path: '/ask',
      success: 200,
      input: z.strictObject({
        name: z.string(),
        limit: z.number().max(5, 'At most five.').optional(),
        tags: z.record(z.string().regex(/^[a-z]+$/, 'Use letters.'), z.string()).optional(),
        deep: z.strictObject({ list: z.array(z.string()) }).optional(),
      }),
      output: z.object({ answer: z.string() }),
    }),
    { errors: ['ConflictException'], run },
  )
const fine = operation(() => Promise.resolve({ answer: 'yes' }))

describe('input', () => {
  test.each([
    [{}, [{ name: 'name', message: 'This member is required.' }]],
    [{ name: 'n', limit: 6 }, [{ name: 'limit', message: 'At most five.' }]],
    [{ name: 'n', other: 1 }, [{ name: 'other', message: 'This member is not known here. Leave it out.' }]],
    [{ name: 'n', tags: { a: 'x', 5: 'y' } }, [{ name: 'tags.5', message: 'Use letters.' }]],
    [{ name: 'n', deep: { list: ['a', 1] } }, [{ name: 'deep.list.1' }]],
    [{ name: 'n', deep: { list: [], more: 1 } }, [{ name: 'deep.more' }]],
  ])('%j is refused member by member', (input, fieldList) => {
    let refused: unknown
    try {
      parseInput(fine, input)
    } catch (error) {
      refused = error
    }
    expect(refused).toMatchObject({ code: 'ValidationException', reason: 'FieldValidationFailed', fieldList })
  })

  test('I1 a refused value is not repeated', () => {
    expect(() => parseInput(fine, { name: 5, limit: 'a-secret-value' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('a-secret-value') }),
    )
  })

  test('a request with thousands of faults lists twenty', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`m${at}`, 1]))
    expect(() => parseInput(fine, many)).toThrow(
      expect.objectContaining({ fieldList: expect.objectContaining({ length: 20 }) }),
    )
  })
})

describe('output', () => {
  test('is stripped to what is declared', async () => {
    const answer = { answer: 'yes', secret: 'no' }
    expect(
      await runOperation(
        operation(() => Promise.resolve(answer)),
        call,
        {},
      ),
    ).toEqual({ answer: 'yes' })
  })

  test('of another shape is our fault', async () => {
    const wrong = operation(() => Promise.resolve({} as { answer: string }))
    await expect(runOperation(wrong, call, {})).rejects.toBeInstanceOf(BrokenContract)
  })
})

describe('failures', () => {
  const failing = (error: Error) =>
    runOperation(
      operation(() => Promise.reject(error)),
      call,
      {},
    )

  test('a declared refusal passes', async () => {
    const conflict = new DomainError('ConflictException', 'Taken.')
    await expect(failing(conflict)).rejects.toBe(conflict)
  })

  test.each([new DomainError('ResourceNotFoundException', 'Nobody declared this.'), new TypeError('x is undefined')])(
    'I7 %s is our fault, and its cause is kept for the log alone',
    async (error) => {
      await expect(failing(error)).rejects.toSatisfy(
        (broken) => broken instanceof BrokenContract && broken.cause === error,
      )
    },
  )

  test('SG-11 without an actor nothing runs', async () => {
    await expect(runOperation(fine, { rooms: call.rooms }, {})).rejects.toMatchObject({ code: 'UnauthorizedException' })
  })
})
