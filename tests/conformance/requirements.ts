import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { peerFile, runPeer } from '../_support/peers.ts'

export const revisions = ['2025-11-25', '2026-07-28'] as const
export type Revision = (typeof revisions)[number]

const suite = '@modelcontextprotocol/conformance'
const keepQuery = fileURLToPath(new URL('./keep-query.cjs', import.meta.url))

export interface Scenarios {
  /** What a server of this revision has to pass. */
  readonly required: readonly string[]
  /** Run and compared as well; nobody has to pass them. */
  readonly notScored: readonly string[]
}

/** The scenarios for servers in the suite's own list of what a revision requires. */
export function scenariosOf(revision: Revision): Scenarios {
  const lines = readFileSync(peerFile(`${suite}/requirements/${revision}.yaml`), 'utf8').split('\n')
  const required: string[] = []
  const notScored: string[] = []
  let section = ''
  for (const [index, line] of lines.entries()) {
    section = /^(\w+):/.exec(line)?.[1] ?? section
    const plain = /^ {2}- ([\w-]+)$/.exec(line)?.[1]
    if (section === 'server' && plain !== undefined) required.push(plain)
    const named = /^ {2}- scenario: ([\w-]+)$/.exec(line)?.[1]
    if (section === 'not_scored' && named !== undefined && lines[index + 1] === '    leg: server') notScored.push(named)
  }
  return { required, notScored }
}

const check = z.object({
  id: z.string(),
  status: z.string(),
  errorMessage: z.string().optional(),
  details: z.unknown().optional(),
})

export type Check = z.infer<typeof check>

/** Runs a whole requirement set against one URL; the checks of each scenario, in their order. */
export async function runRequirements(revision: Revision, url: string): Promise<Map<string, readonly Check[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'))
  try {
    const ran = await runPeer({
      program: `${suite}/dist/index.js`,
      args: ['server', '--url', url, '--requirements', revision, '-o', folder],
      preload: keepQuery,
      env: { URL_UNDER_TEST: url },
    })
    const results = new Map<string, readonly Check[]>()
    for (const name of readdirSync(folder)) {
      const scenario = /^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(name)?.[1]
      if (scenario === undefined) continue
      results.set(scenario, z.array(check).parse(JSON.parse(readFileSync(join(folder, name, 'checks.json'), 'utf8'))))
    }
    if (results.size === 0) throw new Error(`The suite saw nothing at ${url}: ${ran.stdout}${ran.stderr}`)
    return results
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each check with the list of its verdicts: a check may be made several times. */
export function verdictsOf(checks: readonly Check[]): Record<string, string[]> {
  const verdicts: Record<string, string[]> = {}
  for (const { id, status } of checks) (verdicts[id] ??= []).push(status)
  return verdicts
}

/** What the suite said about the checks that did not succeed, for the message of a failing test. */
export const complaints = (checks: readonly Check[]): string =>
  checks
    .filter(({ status }) => status === 'FAILURE' || status === 'WARNING')
    .map(({ id, status, errorMessage, details }) => `${id} ${status}: ${errorMessage} ${JSON.stringify(details)}`)
    .join('\n')
