import { quietRefusals } from '../contracts/errors.ts'
import { createCall } from './request.ts'

/**
 * Calls an operation from the browser as the signed-in person. The first header is what a foreign site cannot send (BR-4);
 * the second keeps refusals, which the page tells in words, out of the browser's error console.
 */
export const call = createCall((path, init) =>
  fetch(`/api${path}`, {
    ...init,
    credentials: 'same-origin',
    headers: { ...init.headers, 'x-postern-console': '1', [quietRefusals.ask]: '1' },
  }),
)
