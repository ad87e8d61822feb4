// Prints the SQL of the next migration: what leads from an older schema (or from nothing) to prisma/schema.prisma.
//   git show HEAD:prisma/schema.prisma > /tmp/old.prisma
//   node scripts/diff-schema.mjs sqlite /tmp/old.prisma > prisma/migrations/sqlite/0002_name/migration.sql
//   node scripts/diff-schema.mjs postgresql /tmp/old.prisma > prisma/migrations/postgresql/0002_name/migration.sql
// Needs no network, no database and no native schema engine.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'

const currentSchema = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url))
const adapterProviders = { sqlite: 'sqlite', postgresql: 'postgres' }

/** The package imports its `.wasm` as a module, which Node 20 cannot; so the module is made by hand. */
function loadEngine() {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
  const code = readFileSync(entry.replace(/\.js$/, '_bg.wasm'))
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(exports)
  exports.__wbindgen_start()
}

/** The engine wants a connection even to compare two texts; this one knows nothing. */
function emptyAdapter(provider) {
  const identity = { provider, adapterName: 'empty' }
  const answer = (value) => async () => ({ ok: true, value })
  const connection = {
    ...identity,
    queryRaw: answer({ columnNames: [], columnTypes: [], rows: [] }),
    executeRaw: answer(0),
    executeScript: answer(undefined),
    dispose: answer(undefined),
  }
  const errorRegistry = { consumeError: () => undefined }
  const connect = answer(connection)
  return { ...identity, errorRegistry, connect, connectToShadowDb: connect }
}

/**
 * @param provider 'sqlite' or 'postgresql'
 * @param from text of the older schema; without it the SQL builds everything
 */
export async function diffSchema(provider, from) {
  const datamodel = (content) => ({
    tag: 'schemaDatamodel',
    files: [
      {
        path: 'schema.prisma',
        content: content.replace(/(datasource \w+ \{\s+provider\s*=\s*)"\w+"/, `$1"${provider}"`),
      },
    ],
  })
  const to = datamodel(readFileSync(currentSchema, 'utf8'))
  const datamodels = to.files.map((file) => [file.path, file.content])
  const engine = await bindings.SchemaEngine.new(
    { datamodels },
    () => undefined,
    emptyAdapter(adapterProviders[provider]),
  )
  const { stdout } = await engine.diff({
    from: from === undefined ? { tag: 'empty' } : datamodel(from),
    to,
    script: true,
    shadowDatabaseUrl: null,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  })
  return withoutPublicSchema(stdout)
}

/** Every PostgreSQL database has the schema `public`; making it again asks for a right that a role need not have. */
const withoutPublicSchema = (sql) => sql.replace('-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS "public";\n\n', '')

loadEngine()

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [provider, oldSchema] = process.argv.slice(2)
  if (!(provider in adapterProviders)) throw new Error('Say which database: sqlite or postgresql.')
  process.stdout.write(await diffSchema(provider, oldSchema && readFileSync(oldSchema, 'utf8')))
}
