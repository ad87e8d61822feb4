import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describeOnBothDatabases } from '../_support/databases.ts'
import { answer, emptied, providerOf, script, signInNode } from '../_support/sign-in-rig.ts'
import { startStubIdp, type StubIdp } from '../_support/stub-idp.ts'

let idp: StubIdp
let folder: string
let file: string
beforeAll(async () => {
  idp = await startStubIdp()
})
afterAll(() => idp.close())
beforeEach(async () => {
  idp.reset()
  idp.claims = { sub: 'ada' }
  folder = await mkdtemp(join(tmpdir(), 'postern-sign-in-'))
  file = join(folder, 'sign-in.json')
  await writeFile(join(folder, 'company.secret'), 'planted\n')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const entry = (more: object = {}) => {
  const { clientSecret: _, ...provider } = providerOf(idp)
  return { ...provider, clientSecretFile: 'company.secret', ...more }
}
const write = (providers: unknown, mode = 0o600) =>
  writeFile(file, typeof providers === 'string' ? providers : JSON.stringify({ providers }), { mode })
const secondProvider = () =>
  entry({ id: 'second', name: 'Second', kind: 'github', issuer: 'https://github.example.com' })

describeOnBothDatabases('sign-in.json', (open) => {
  const lines: Record<string, unknown>[] = []
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line) as never) })
  const node = () => signInNode(open(), { file, logger })
  const events = async () =>
    (await open().client.auditEvent.findMany({ orderBy: [{ at: 'asc' }, { id: 'asc' }] }))
      .filter(({ type }) => type.startsWith('sign-in-provider.'))
      .map(({ type, actor, resource }) => [type.split('.')[1], resource.split('/')[1], JSON.parse(actor) as unknown])
  const byFile = () => ({ kind: 'file', path: file })

  beforeEach(async () => {
    lines.length = 0
    await emptied(open())
  })

  test('sets providers that sign people in, says so, and is the only one to change them', async () => {
    await write([entry({ groupClaim: 'groups', roleByGroup: { Ops: 'operator' } })])
    const { file: signInFile, signIn } = node()
    await signInFile.load()
    idp.claims = { sub: 'ada', groups: ['Ops'] }
    expect(await signIn.finish('company', answer)).toMatchObject({ outcome: 'signed-in', role: 'operator' })
    expect(await signIn.providers.list()).toMatchObject([{ id: 'company', setByFile: file }])
    expect(await events()).toEqual([['created', 'company', byFile()]])
    const { kind: _, issuer: __, clientSecret: ___, ...change } = providerOf(idp)
    for (const refused of [signIn.providers.update(script, change), signIn.providers.remove(script, 'company')])
      await expect(refused).rejects.toMatchObject({
        ...{ code: 'ConflictException', message: `Company is set by ${file}. Change it there.` },
      })
    const seen = JSON.stringify([
      await open().client.signInProvider.findMany({ omit: { createdAt: true, updatedAt: true } }),
    ])
    expect(seen).not.toContain('planted')
  })

  test('unchanged it writes nothing, at a second start and on other nodes that start at once', async () => {
    await write([entry(), secondProvider()])
    await Promise.all([node(), node(), node()].map((one) => one.file.load()))
    const made = await events()
    expect(made.map(([type, id]) => `${String(type)} ${String(id)}`).sort()).toEqual([
      'created company',
      'created second',
    ])
    await node().file.load()
    await node().file.reread()
    expect(await events()).toEqual(made)
  })

  test('changed it is read again, once among all nodes; links stay with their people', async () => {
    await write([entry()])
    const nodes = [node(), node(), node()]
    const [first] = nodes
    for (const { file: one } of nodes) await one.load()
    const before = (await first?.signIn.finish('company', answer)) as { userId: string }
    await write([entry({ name: 'Company Ltd', whoMayJoin: 'invited' })])
    await Promise.all(nodes.map((one) => one.file.reread()))
    expect((await events()).slice(1)).toEqual([['updated', 'company', byFile()]])
    expect(await first?.signIn.providers.list()).toMatchObject([{ name: 'Company Ltd', whoMayJoin: 'invited' }])
    expect(await first?.signIn.finish('company', answer)).toMatchObject({ userId: before.userId })
    expect(lines.filter(({ msg }) => msg === 'The sign-in file was read again.')).toHaveLength(3)
  })

  test('a secret that was replaced beside it is taken over', async () => {
    await write([entry()])
    const { file: signInFile, signIn } = node()
    await signInFile.load()
    await writeFile(join(folder, 'company.secret'), 'another')
    await signInFile.reread()
    await signIn.finish('company', answer)
    const asked = idp.seen.find(({ path }) => path === '/token')
    expect(asked?.headers.authorization).toBe(`Basic ${Buffer.from('console:another').toString('base64')}`)
    expect((await events()).map(([type]) => type)).toEqual(['created', 'updated'])
  })

  test('what it names no longer is gone with its sessions, and back with the same people', async () => {
    await write([entry(), secondProvider()])
    const { file: signInFile, signIn, accounts } = node()
    await signInFile.load()
    const before = (await signIn.finish('company', answer)) as { userId: string; sessionId: string }
    await write([secondProvider()])
    await signInFile.reread()
    expect(await accounts.session(before.sessionId)).toBeUndefined()
    expect(await signIn.finish('company', answer)).toEqual({ outcome: 'refused', reason: 'provider-gone' })
    expect((await events()).at(-1)).toEqual(['deleted', 'company', byFile()])
    await write([entry(), secondProvider()])
    await signInFile.reread()
    expect(await signIn.finish('company', answer)).toMatchObject({ userId: before.userId })
  })

  test('another issuer under the same id is another provider', async () => {
    await write([entry()])
    const { file: signInFile, signIn, accounts } = node()
    await signInFile.load()
    const { sessionId } = (await signIn.finish('company', answer)) as { sessionId: string }
    await write([entry({ issuer: 'https://login.example.com' })])
    await signInFile.reread()
    expect(await accounts.session(sessionId)).toBeUndefined()
    expect((await events()).map(([type]) => type)).toEqual(['created', 'deleted', 'created'])
  })

  test('takes over by its id what the console has made, and refuses to take anything else', async () => {
    const { file: signInFile, signIn } = node()
    await signIn.providers.create(script, providerOf(idp))
    await write([entry({ name: 'By file' })])
    await signInFile.load()
    expect(await signIn.providers.list()).toMatchObject([{ id: 'company', name: 'By file', setByFile: file }])
    await signIn.providers.create(
      script,
      providerOf(idp, { id: 'own', name: 'Own', issuer: 'https://own.example.com' }),
    )
    for (const [more, fault] of [
      [{ id: 'own' }, 'providers[1].id: is that of Own (https://own.example.com), which was added in the console.'],
      [{ name: 'Own' }, 'providers[1].name: is that of the provider with the id own.'],
      [{ issuer: 'https://own.example.com' }, 'providers[1].issuer: is that of the provider with the id own.'],
    ] as const) {
      await write([entry({ name: 'By file' }), { ...secondProvider(), ...more }])
      await expect(node().file.load()).rejects.toThrow(fault)
    }
  })

  test('gone, its providers stay and are the console’s to change', async () => {
    await write([entry()])
    const { file: signInFile, signIn } = node()
    await signInFile.load()
    await rm(file)
    await signInFile.reread()
    await signInFile.reread()
    expect(lines.filter(({ level }) => level === 40)).toHaveLength(1)
    expect(await signIn.finish('company', answer)).toMatchObject({ outcome: 'signed-in' })
    const [provider] = await signIn.providers.list()
    expect(provider).not.toHaveProperty('setByFile')
    await signIn.providers.remove(script, 'company')
  })

  test('wrong at run time, what was in force stays and the fault is logged once', async () => {
    await write([entry()])
    const { file: signInFile, signIn } = node()
    await signInFile.load()
    await write([entry({ kind: 'saml' })])
    await signInFile.reread()
    await signInFile.reread()
    expect(lines.filter(({ level }) => level === 50)).toHaveLength(1)
    expect(lines[0]?.['reason']).toContain('providers[0].kind')
    expect(await signIn.finish('company', answer)).toMatchObject({ outcome: 'signed-in' })
    expect(await signIn.providers.list()).toMatchObject([{ setByFile: file }])
    await write([entry({ name: 'Put right' })])
    await signInFile.reread()
    expect(await signIn.providers.list()).toMatchObject([{ name: 'Put right' }])
  })
})

describe('a wrong sign-in.json stops the start with the place, the fault and an example', () => {
  const load = () => signInNode({ client: {} } as never, { file }).file.load()

  test.each<[string, () => unknown, string]>([
    [
      'no JSON',
      () => '{ "providers": [\n  {"clientSecret": "canary" "x": 1}] }',
      'is not JSON. Example: { "providers"',
    ],
    ['no list', () => '{}', 'is missing or is no array. Example: { "providers"'],
    [
      'a word that means nothing',
      () => [entry({ secret: 'canary' })],
      'providers[0]: has members that mean nothing here: secret.',
    ],
    ['no issuer', () => [entry({ issuer: undefined })], 'providers[0].issuer: Give the issuer'],
    ['an issuer that is no URL', () => [entry({ issuer: 'login' })], 'providers[0].issuer: '],
    ['an issuer at a metadata address', () => [entry({ issuer: 'http://169.254.169.254' })], 'providers[0].issuer: '],
    [
      'no client id',
      () => [entry({ clientId: undefined })],
      'providers[0].clientId: is missing or is no string. Example: "clientId"',
    ],
    ['an id with capitals', () => [entry({ id: 'Company' })], 'providers[0].id: is wrong.'],
    ['the id of the password', () => [entry({ id: 'credentials' })], 'providers[0].id: This name is taken'],
    ['a kind that there is not', () => [entry(), entry({ kind: 'saml' })], 'providers[1].kind: is wrong.'],
    [
      'a role that groups cannot give',
      () => [entry({ roleByGroup: { Leads: 'team-lead' } })],
      'providers[0].roleByGroup.Leads: is wrong.',
    ],
    [
      'groups of GitHub',
      () => [{ ...secondProvider(), groupClaim: 'orgs' }],
      'providers[0].groupClaim: GitHub sends no groups.',
    ],
    ['the same id twice', () => [entry(), entry()], 'providers[1].id: is that of providers[0] too.'],
    ['the same name twice', () => [entry(), entry({ id: 'two' })], 'providers[1].name: is that of providers[0] too.'],
    [
      'the same issuer twice',
      () => [entry(), entry({ id: 'two', name: 'Two' })],
      'providers[1].issuer: is that of providers[0] too.',
    ],
    [
      'no secret',
      () => [entry({ clientSecretFile: undefined })],
      'providers[0].clientSecretFile: is missing, and so is clientSecret.',
    ],
    [
      'two secrets',
      () => [entry({ clientSecret: 'canary' })],
      'providers[0].clientSecret: and clientSecretFile are both there',
    ],
    [
      'a secret that is not there',
      () => [entry({ clientSecretFile: 'no.secret' })],
      'providers[0].clientSecretFile: no.secret cannot be read (ENOENT).',
    ],
  ])('%s', async (_, content, fault) => {
    await write(content())
    const error = (await load().catch((reason: unknown) => reason)) as Error
    expect(error).toMatchObject({ name: 'SignInFileError' })
    expect(error.message).toContain(file)
    expect(error.message).toContain(fault)
    expect(error.message).toContain('Example: ')
    expect(error.message).not.toContain('canary')
  })

  test('a secret in a file that others may read', async () => {
    const inline = [entry({ clientSecret: 'canary', clientSecretFile: undefined })]
    await write(inline)
    await chmod(file, 0o644)
    await expect(load()).rejects.toThrow('providers[0].clientSecret: stands in a file that every user')
    await chmod(file, 0o640)
    await expect(load()).rejects.not.toMatchObject({ name: 'SignInFileError' })
  })

  test('an empty secret, and a file without end', async () => {
    await writeFile(join(folder, 'company.secret'), '\n')
    await write([entry()])
    await expect(load()).rejects.toThrow('company.secret is empty')
    await write(' '.repeat(262_145))
    await expect(load()).rejects.toThrow('is longer than 262144 bytes.')
  })
})
