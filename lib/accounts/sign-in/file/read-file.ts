import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { clientSecretSchema, newSignInProviderSchema, type NewSignInProvider } from '../../../contracts/sign-in.ts'
import { sha256Hex } from '../../../platform/crypto/hash.ts'
import { SignInFileError } from './file-error.ts'

const maxBytes = 262_144
const mostProviders = 20

const entrySchema = newSignInProviderSchema.extend({
  clientSecret: clientSecretSchema.optional(),
  /** Its content is the secret; relative to the folder of the file that names it. */
  clientSecretFile: z.string().min(1).max(1_000).optional(),
})
const fileSchema = z.strictObject({ providers: z.array(entrySchema).max(mostProviders) })
type Entry = z.output<typeof entrySchema>

const wholeExample =
  '{ "providers": [{ "id": "company", "kind": "oidc", "name": "Company", "issuer": "https://login.example.com", "clientId": "postern", "clientSecretFile": "company.secret" }] }'
const examples: Readonly<Record<string, string>> = {
  id: '"id": "company"',
  kind: '"kind": "oidc" (or "google", "github")',
  name: '"name": "Company"',
  issuer: '"issuer": "https://login.example.com"',
  clientId: '"clientId": "postern"',
  clientSecret: '"clientSecretFile": "company.secret"',
  clientSecretFile: '"clientSecretFile": "company.secret"',
  scopes: '"scopes": "openid profile email groups"',
  groupClaim: '"groupClaim": "groups"',
  roleByGroup: '"roleByGroup": { "Platform": "operator", "Admins": "admin" } (or "auditor", "member")',
  whoMayJoin: '"whoMayJoin": "anybody" (or "invited")',
  bindsCallers: '"bindsCallers": false',
  enabled: '"enabled": false',
}

/** What the file says, with the secrets that it names. `digest` is another one when any of it is. */
export interface SignInFileReading {
  digest: string
  providers: NewSignInProvider[]
}

/** The fault of one member of one provider, by its index in the file. */
export const memberFault = (path: string, index: number, member: string, fault: string): SignInFileError => {
  const name = member.split(/[.[]/)[0] ?? ''
  return new SignInFileError(
    path,
    `providers[${index}]${member && `.${member}`}`,
    fault,
    examples[name] ?? wholeExample,
  )
}

/** Undefined where there is no such file. @throws SignInFileError */
export async function readSignInFile(path: string): Promise<SignInFileReading | undefined> {
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw unreadable(path, error)
  })
  if (!found) return undefined
  if (!found.isFile()) throw new SignInFileError(path, '', 'is no file.')
  if (found.size > maxBytes) throw new SignInFileError(path, '', `is longer than ${maxBytes} bytes.`)
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(path, error)
  })
  const entries = parse(path, text)
  const isForOthers = process.platform !== 'win32' && (found.mode & 0o007) !== 0
  const providers: NewSignInProvider[] = []
  for (const [index, entry] of entries.entries()) providers.push(await withSecret(path, index, entry, isForOthers))
  const secrets = providers.map(({ clientSecret }) => sha256Hex(clientSecret))
  return { digest: sha256Hex(JSON.stringify([text, secrets])), providers }
}

function parse(path: string, text: string): Entry[] {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    // The parser's own message quotes what stands there, which may be a secret.
    const at = /position (\d+)/.exec((error as Error).message)?.[1]
    const line = at === undefined ? undefined : text.slice(0, Number(at)).split('\n').length
    throw new SignInFileError(path, line === undefined ? '' : `line ${line}`, 'is not JSON.', wholeExample)
  }
  const parsed = fileSchema.safeParse(content)
  if (!parsed.success) throw faultOf(path, parsed.error.issues[0])
  for (const member of ['id', 'name'] as const) {
    const seen = new Map<string, number>()
    for (const [index, { [member]: value }] of parsed.data.providers.entries()) {
      const first = seen.get(value)
      if (first !== undefined) throw memberFault(path, index, member, `is that of providers[${first}] too.`)
      seen.set(value, index)
    }
  }
  return parsed.data.providers
}

function faultOf(path: string, issue: z.core.$ZodIssue | undefined): SignInFileError {
  const [list, index, ...rest] = issue?.path ?? []
  const fault = issue === undefined ? 'is wrong.' : wordsOf(issue)
  if (list !== 'providers' || typeof index !== 'number') return new SignInFileError(path, '', fault, wholeExample)
  return memberFault(path, index, rest.map(String).join('.'), fault)
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `has members that mean nothing here: ${issue.keys.join(', ')}.`
  if (issue.code === 'invalid_type' && issue.input === undefined) return `is missing or is no ${issue.expected}.`
  return `is wrong. ${issue.message.replace(/\.?$/, '.')}`
}

async function withSecret(path: string, index: number, entry: Entry, isForOthers: boolean): Promise<NewSignInProvider> {
  const { clientSecret, clientSecretFile, ...provider } = entry
  const fault = (member: string, words: string) => memberFault(path, index, member, words)
  if (clientSecret !== undefined && clientSecretFile !== undefined)
    throw fault('clientSecret', 'and clientSecretFile are both there; give one of them.')
  if (clientSecret !== undefined) {
    if (isForOthers)
      throw fault(
        'clientSecret',
        'stands in a file that every user of this machine may read or change. Close it (chmod o-rwx) or name a file of its own.',
      )
    return { ...provider, clientSecret }
  }
  if (clientSecretFile === undefined) throw fault('clientSecretFile', 'is missing, and so is clientSecret.')
  const secret = await readFile(resolve(dirname(path), clientSecretFile), 'utf8').catch((error: unknown) => {
    throw fault('clientSecretFile', `${clientSecretFile} cannot be read (${codeOf(error)}).`)
  })
  const read = clientSecretSchema.safeParse(secret.replace(/\r?\n$/, ''))
  if (!read.success) throw fault('clientSecretFile', `${clientSecretFile} is empty or longer than a client secret.`)
  return { ...provider, clientSecret: read.data }
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code ?? 'no reason given')
const unreadable = (path: string, error: unknown) => new SignInFileError(path, '', `cannot be read (${codeOf(error)}).`)
