import { z } from 'zod'

/** What Prisma's error carries from the driver adapter; `fields` comes from SQLite, `index` from PostgreSQL. */
const uniqueViolation = z.object({
  meta: z.object({
    driverAdapterError: z.object({
      cause: z.object({
        kind: z.literal('UniqueConstraintViolation'),
        originalCode: z.string().optional(),
        table: z.string(),
        constraint: z.union([z.object({ index: z.string() }), z.object({ fields: z.array(z.string()) })]),
      }),
    }),
  }),
})

/** The unique constraint that a statement met, by PostgreSQL's name for it; undefined for every other error. */
export function violatedConstraint(error: unknown): string | undefined {
  const parsed = uniqueViolation.safeParse(error)
  if (!parsed.success) return undefined
  const { table, constraint, originalCode } = parsed.data.meta.driverAdapterError.cause
  if ('index' in constraint) return constraint.index
  return originalCode === 'SQLITE_CONSTRAINT_PRIMARYKEY'
    ? `${table}_pkey`
    : `${table}_${constraint.fields.join('_')}_key`
}
