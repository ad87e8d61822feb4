import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ESLint } from 'eslint'
import * as prettier from 'prettier'
import { filesBelow, root } from './files.mjs'

const code = ['app', 'components', 'lib', 'tests', 'demo', 'scripts']
  .flatMap(filesBelow)
  .filter((file) => /\.(tsx?|mts|mjs|cjs)$/.test(file))
const text = (file) => readFileSync(join(root, file), 'utf8')
const node = (script, ...args) =>
  spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 })

async function eslint() {
  const linter = new ESLint({ cwd: root })
  const results = await linter.lintFiles(['.'])
  const problems = results.flatMap((result) =>
    result.messages.map(
      (message) => `${result.filePath}:${message.line}:${message.column} ${message.message} (${message.ruleId})`,
    ),
  )
  return { counted: results.length, problems }
}

async function formatting() {
  const config = (await prettier.resolveConfig(join(root, 'package.json'))) ?? {}
  const settings = filesBelow('.github').concat(filesBelow('.prettierrc.json'), filesBelow('tsconfig.json'))
  const pages = ['README.md', 'CHANGELOG.md'].concat(code, settings)
  const notes = ['lib', 'app', 'demo', 'tests'].flatMap(filesBelow).filter((file) => /\.(md|css|json)$/.test(file))
  const problems = []
  let counted = 0
  for (const file of [...new Set([...pages, ...notes])].filter((name) => existsSync(join(root, name)))) {
    const { ignored, inferredParser } = await prettier.getFileInfo(file, { ignorePath: join(root, '.prettierignore') })
    if (ignored || !inferredParser) continue
    counted += 1
    if (!(await prettier.check(text(file), { ...config, filepath: file })))
      problems.push(`${file} is not formatted: npm run format`)
  }
  return { counted, problems }
}

function types() {
  const { stdout } = node('node_modules/typescript/lib/tsc.js', '--noEmit', '--listFiles', '--pretty', 'false')
  const lines = stdout.split('\n')
  const ours = lines.filter((line) => line.startsWith(`${root}/`) && !line.includes('/node_modules/'))
  return { counted: ours.length, problems: lines.filter((line) => /error TS\d+/.test(line)) }
}

function boundaries() {
  const folders = ['app', 'components', 'lib', 'prisma', 'tests', 'demo'].filter((folder) =>
    existsSync(join(root, folder)),
  )
  const { stdout, stderr } = node(
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    ...folders,
    '--config',
    '.dependency-cruiser.cjs',
    '-T',
    'json',
  )
  if (!stdout) return { counted: 0, problems: [stderr] }
  const { summary } = JSON.parse(stdout)
  return {
    counted: summary.totalCruised,
    problems: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
  }
}

function lengths() {
  const sized = code.map((file) => ({ file, lines: text(file).split('\n').length - 1 }))
  const sorted = sized.map(({ lines }) => lines).sort((a, b) => a - b)
  const at = (share) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  return {
    counted: sized.length,
    problems: sized
      .filter(({ lines }) => lines > 350)
      .map(({ file, lines }) => `${file} has ${lines} lines; split it by noun`),
    note: `median ${at(0.5)} lines, nine in ten below ${at(0.9)}`,
  }
}

/** A unit test lives at the place of what it tests, and imports it: otherwise it outlives its subject unnoticed. */
function subjects() {
  const tests = filesBelow('tests/unit').filter((file) => /\.test\.tsx?$/.test(file))
  const without = tests.filter((file) => {
    const room = file.split('/')[2]
    return !new RegExp(`from '(\\.\\./)+(lib/|components/|app/|scripts/)?${room}\\b|(\\.\\./)+(scripts|demo)/`).test(
      text(file),
    )
  })
  return {
    counted: tests.length,
    problems: without.map((file) => `${file} imports nothing of the room it is filed under`),
  }
}

/** In the order of their cost. `floor` is far below what exists today and far above nothing. */
export const gates = [
  { name: 'file lengths', unit: 'files', floor: 200, check: lengths },
  { name: 'unit tests have subjects', unit: 'tests', floor: 30, check: subjects },
  { name: 'prettier', unit: 'files', floor: 200, check: formatting },
  { name: 'boundaries', unit: 'modules', floor: 200, check: boundaries },
  { name: 'types', unit: 'files', floor: 200, check: types },
  { name: 'eslint', unit: 'files', floor: 200, check: eslint },
]
