import { cookies } from 'next/headers'
import type { z } from 'zod'
import { completeAuthorization } from '../contracts/operations/console.ts'
import { consoleSettings } from './server-settings.ts'

/**
 * Server half: carries an ending from the POST of the return page's form over the redirect that follows it. A cookie and
 * not the address: an address could be made up and sent to somebody.
 */
const name = 'postern-return'
const maxAgeSeconds = 60

export async function keepReturnResult(result: z.output<typeof completeAuthorization.output>): Promise<void> {
  const { https } = consoleSettings()
  const jar = await cookies()
  jar.set(name, JSON.stringify(result), {
    httpOnly: true,
    sameSite: 'lax',
    secure: https,
    path: '/return',
    maxAge: maxAgeSeconds,
  })
}

export async function keptReturnResult(): Promise<z.output<typeof completeAuthorization.output> | undefined> {
  const kept = (await cookies()).get(name)?.value
  if (kept === undefined) return undefined
  try {
    return completeAuthorization.output.safeParse(JSON.parse(kept)).data
  } catch {
    return undefined
  }
}
