// Writes the Prisma clients, one per database, from the one schema. Works without a network: `prisma generate` needs no
// schema engine, but it downloads one unless PRISMA_SCHEMA_ENGINE_BINARY names a file that exists.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const schemaFile = join(root, 'prisma/schema.prisma')
const outputRoot = join(root, 'prisma/generated')
const stampFile = join(root, '.stamps/generate')
const prismaCli = join(root, 'node_modules/prisma/build/index.js')
const providers = ['sqlite', 'postgresql']

/** What the output depends on: the schema, this script and Prisma's version. */
function fingerprint() {
  const hash = createHash('sha256')
  for (const file of [schemaFile, fileURLToPath(import.meta.url), join(root, 'node_modules/prisma/package.json')]) {
    hash.update(readFileSync(file))
  }
  return hash.digest('hex')
}

function isFresh(stamp) {
  const written = providers.every((provider) => existsSync(join(outputRoot, provider, 'client.ts')))
  return written && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
}

/**
 * The schema with its generator and datasource replaced: the models are the same for every provider. The small build of
 * the query compiler is half the size in memory, and no query of ours is on the path of a warm tool call.
 */
function schemaFor(provider) {
  const models = readFileSync(schemaFile, 'utf8').replace(/^(generator|datasource) \w+ \{[^}]*\}\n/gm, '')
  return `generator client {
  provider               = "prisma-client"
  output                 = "./${provider}"
  runtime                = "nodejs"
  moduleFormat           = "esm"
  generatedFileExtension = "ts"
  importFileExtension    = "ts"
  compilerBuild          = "small"
}

datasource db {
  provider = "${provider}"
}

${models}`
}

function run(schema) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [prismaCli, 'generate', '--schema', schema, '--no-hints'], {
      cwd: root,
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`prisma generate failed:\n${output}`))))
  })
}

/** Generates both clients unless they are fresh; `log` gets one line per step. */
export async function generate(log = () => {}) {
  const stamp = fingerprint()
  if (isFresh(stamp)) return
  log('Generating the database clients …')
  mkdirSync(join(root, '.stamps'), { recursive: true })
  const scratch = mkdtempSync(join(root, '.stamps/generate-'))
  try {
    await Promise.all(
      providers.map(async (provider) => {
        const schema = join(scratch, `${provider}.prisma`)
        // Written beside the real place and moved, so that a reader never meets half a client.
        writeFileSync(schema, schemaFor(provider))
        await run(schema)
        mkdirSync(outputRoot, { recursive: true })
        rmSync(join(outputRoot, provider), { recursive: true, force: true })
        renameSync(join(scratch, provider), join(outputRoot, provider))
      }),
    )
    writeFileSync(stampFile, stamp)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await generate((line) => process.stdout.write(`${line}\n`))
}
