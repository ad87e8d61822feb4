import type { ErrorOut } from 'oidc-provider'

const known: Record<string, { title: string; text: string }> = {
  invalid_client: {
    title: 'This application is not known here',
    text: 'It is not registered, or its description could not be read. Start the sign-in in the application again; if that does not help, remove its stored registration there.',
  },
  invalid_redirect_uri: {
    title: 'This application cannot be answered',
    text: 'It asked to be answered at an address that it has not registered, so nothing was sent there.',
  },
  server_error: {
    title: 'That did not work',
    text: 'Something failed inside Postern. Its log names the cause under this request id.',
  },
}

const lost = {
  title: 'This sign-in is over',
  text: 'It was answered already, took longer than ten minutes, or was begun in another browser. Start it again in the application.',
}

/** For people. What a client sent is told as text, and no more of it than a sentence. */
export function problemOf(out: ErrorOut): { status: number; title: string; text: string } {
  const description = out.error_description?.slice(0, 256) ?? ''
  const status = out.error === 'server_error' ? 500 : 400
  if (/session|authorization request has expired/i.test(description)) return { status, ...lost }
  const words = known[out.error]
  if (words) return { status, ...words }
  return {
    status,
    title: 'The application’s request is not valid',
    text: `It was refused: ${out.error}${description && ` (${description})`}. This is a fault of the application, not yours.`,
  }
}
