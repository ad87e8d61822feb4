import type { NewSignInProvider } from '../../../contracts/sign-in.ts'
import { DomainError } from '../../../kernel/domain-error.ts'
import type { Actor } from '../../../kernel/principals.ts'
import { issuerOf, settingsOf } from '../provider-settings.ts'
import { providerEntry, publishEnded, sealSecret, secretOf, type SignInProvidersDeps } from '../providers.ts'
import type { SignInProviderRecord } from '../sign-in.store.ts'
import { SignInFileError } from './file-error.ts'
import { memberFault } from './read-file.ts'

/** Processes that apply the same file at once make way for each other; each finds its work done in the next round. */
const mostRounds = 8

type Wanted = Omit<SignInProviderRecord, 'secretSealed'> & { clientSecret: string; index: number }
type Known = SignInProviderRecord & { version: string }

/**
 * Makes the providers that the file names what it says, takes over one that the console has made under the same id, and
 * removes what an earlier file named. Where nothing is to be done, nothing is written.
 */
export async function applySignInFile(
  deps: SignInProvidersDeps,
  path: string,
  entries: readonly NewSignInProvider[],
): Promise<void> {
  const { store, keyring } = deps
  const actor: Actor = { kind: 'file', path }
  const wanted = entries.map((entry, index) => wantedOf(deps, path, entry, index))
  wanted.forEach(({ issuer, index }) => {
    const first = wanted.findIndex((other) => other.issuer === issuer)
    if (first !== index) throw memberFault(path, index, 'issuer', `is that of providers[${first}] too.`)
  })
  const isNamed = ({ id, kind, issuer }: Known) =>
    wanted.some((other) => other.id === id && other.kind === kind && other.issuer === issuer)

  /** False where another process was in the way. */
  const removeUnnamed = async (known: readonly Known[]): Promise<boolean> => {
    let whole = true
    for (const row of known.filter((row) => row.fromFile && !isNamed(row))) {
      const ended = await store.remove(row.id, providerEntry('sign-in-provider.deleted', actor, row), row.version)
      if (ended) publishEnded(deps.changes, ended)
      else whole = false
    }
    return whole
  }

  const make = async ({ clientSecret, index, ...settings }: Wanted, known: readonly Known[]): Promise<boolean> => {
    const { id } = settings
    refuseTaken(path, index, settings, known)
    const row = known.find((other) => other.id === id)
    if (row && isSame(row, settings) && hasSecret(row, clientSecret)) return true
    const provider = { ...settings, secretSealed: sealSecret(keyring, id, clientSecret) }
    if (!row) return store.create(provider, providerEntry('sign-in-provider.created', actor, provider))
    const audit = providerEntry('sign-in-provider.updated', actor, provider)
    const { done, endedSessions } = await store.update(provider, audit, row.version)
    publishEnded(deps.changes, endedSessions)
    return done === 'updated'
  }
  const hasSecret = (row: Known, clientSecret: string): boolean => {
    try {
      return secretOf(keyring, row).reveal() === clientSecret
    } catch {
      // Sealed with a key that is not there any more: sealed anew.
      return false
    }
  }

  for (let round = 0; round < mostRounds; round++) {
    let whole = await removeUnnamed(await store.providers())
    const known = await store.providers()
    for (const provider of wanted) whole = (await make(provider, known)) && whole
    if (whole) return
  }
  throw new SignInFileError(path, '', 'could not be applied: the sign-in providers are being changed elsewhere.')
}

function wantedOf(
  { urlPolicy }: SignInProvidersDeps,
  path: string,
  { clientSecret, ...entry }: NewSignInProvider,
  index: number,
): Wanted {
  try {
    const { kind, issuer: given, ...settings } = entry
    const issuer = issuerOf({ kind, issuer: given }, urlPolicy)
    return { ...settingsOf(kind, settings), kind, issuer, fromFile: true, clientSecret, index }
  } catch (error) {
    const [field] = error instanceof DomainError ? (error.fieldList ?? []) : []
    throw field ? memberFault(path, index, field.name, field.message) : error
  }
}

/** What the console has made stays its own, but under the very id that the file gives. */
function refuseTaken(
  path: string,
  index: number,
  wanted: Omit<SignInProviderRecord, 'secretSealed'>,
  known: readonly Known[],
): void {
  const here = known.find(({ id }) => id === wanted.id)
  if (here && (here.kind !== wanted.kind || here.issuer !== wanted.issuer))
    throw memberFault(
      ...([path, index, 'id'] as const),
      `is that of ${here.name} (${here.issuer}), which was added in the console. Give another id, or remove that one there.`,
    )
  for (const member of ['issuer', 'name'] as const) {
    const other = known.find((row) => row.id !== wanted.id && row[member] === wanted[member])
    if (other)
      throw memberFault(
        ...([path, index, member] as const),
        `is that of the provider with the id ${other.id}. Give the same id to take that one over, or remove it in the console.`,
      )
  }
}

const isSame = ({ secretSealed: _, version: __, ...row }: Known, settings: object): boolean =>
  sorted(row) === sorted(settings)

const sorted = (value: object): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
