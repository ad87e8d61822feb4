import { CopyField } from '../../patterns/copy-field.tsx'
import { clientSetupCopy as copy, signInWords } from './client-setup-copy.ts'
import type { Client } from './client-table.ts'
import { type Place, words } from './place.ts'

/** What the client has to prove, and what its administrator registers elsewhere for it. */
export function SignInNeeds({ place, client }: { place: Place; client: Client }) {
  const isRegistered = place.way === 'own-provider' && client.redirects !== undefined
  return (
    <div className="grid gap-4">
      <p className="max-w-prose">{signInWords(place).text}</p>
      {isRegistered && <p className="max-w-prose">{copy.registered}</p>}
      {isRegistered && place.clientId !== words.clientId && <CopyField label={copy.clientId} value={place.clientId} />}
      {isRegistered && (
        <div className="grid gap-1.5">
          <p className="font-medium">{copy.redirects}</p>
          <ul className="grid gap-1 font-mono text-xs leading-5">
            {client.redirects?.map((redirect) => (
              <li key={redirect} className="break-all">
                {redirect}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
