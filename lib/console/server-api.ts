import { headers } from 'next/headers'
import { createCall } from './request.ts'
import { consoleSettings } from './server-settings.ts'

/**
 * Calls an operation from a server component or action: over loopback, with the visitor's cookie passed on and the secret
 * of this start, by which the front door knows that no foreign page is asking.
 */
export const serverCall = createCall(async (path, init) => {
  const settings = consoleSettings()
  const cookie = (await headers()).get('cookie')
  return fetch(settings.apiUrl + path, {
    ...init,
    headers: {
      ...init.headers,
      ...(cookie ? { cookie } : {}),
      'x-postern-console': '1',
      'x-postern-internal': settings.internalSecret,
    },
  })
})
