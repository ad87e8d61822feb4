import { createCall } from './request.ts'

/** Calls an operation from the browser as the signed-in person. The header is what a foreign site cannot send (BR-4). */
export const call = createCall((path, init) =>
  fetch(`/api${path}`, {
    ...init,
    credentials: 'same-origin',
    headers: { ...init.headers, 'x-postern-console': '1' },
  }),
)
