/** Who changes administrators takes this row's lock first, so that two changes cannot each spare the other one. */
export const administratorsLock = {
  sql: `INSERT INTO "Setting" ("name", "value") VALUES (?, ?) ON CONFLICT ("name") DO UPDATE SET "value" = excluded."value"`,
  params: ['administrators', ''],
}

const another = `EXISTS (SELECT 1 FROM "User" AS "Other" WHERE "Other"."role" = 'admin' AND "Other"."id" <> "User"."id"
    AND "Other"."disabledAt" IS NULL AND "Other"."passwordHash" <> '')`

/** Condition on "User": not an administrator, or another one can sign in here with a password, whatever a provider does. */
export const spareLastAdministrator = `("role" <> 'admin' OR ${another})`
