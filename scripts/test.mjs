// npm test: installs, generates and builds what is missing, runs every test, the browser's too, and ends with one line:
// `N passed, N failed`.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { needChromium } from './_support/chromium.mjs'
import { root } from './_support/files.mjs'
import { install, installPeers } from './_support/install.mjs'
import { main, run, say } from './_support/run.mjs'

const reports = join(root, 'artefacts/reports')

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** A suite that saw nothing, or that failed outside of any test, counts as one failure (I10). */
function honest(suite, code, { passed, failed }) {
  if (passed + failed === 0) {
    say(`${suite}: no test was seen, which counts as a failure`)
    return { passed: 0, failed: 1 }
  }
  if (code !== 0 && failed === 0) {
    say(`${suite}: ended with exit code ${code} outside of any test, which counts as a failure`)
    return { passed, failed: 1 }
  }
  return { passed, failed }
}

async function vitest(project) {
  const file = join(reports, `${project}.json`)
  const code = await run(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { label: project },
  )
  const report = readReport(file)
  const brokenFiles = (report?.testResults ?? []).filter(
    (result) => result.status === 'failed' && result.assertionResults.every((test) => test.status !== 'failed'),
  ).length
  return honest(project, code, {
    passed: report?.numPassedTests ?? 0,
    failed: (report?.numFailedTests ?? 0) + brokenFiles,
  })
}

async function playwright(chromium) {
  const file = join(reports, 'e2e.json')
  const code = await run(process.execPath, ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'], {
    label: 'e2e',
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file, CHROMIUM_PATH: chromium },
  })
  const report = readReport(file)
  return honest('e2e', code, {
    passed: report?.stats.expected ?? 0,
    failed: (report?.stats.unexpected ?? 0) + (report?.stats.flaky ?? 0) + (report?.errors.length ?? 0),
  })
}

main(async () => {
  await install(say)
  await installPeers(say)
  const chromium = needChromium(say)
  say(`Browser: ${chromium}`)
  await build(say)
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports, { recursive: true })
  const suites = {
    unit: () => vitest('unit'),
    contract: () => vitest('contract'),
    integration: () => vitest('integration'),
    conformance: () => vitest('conformance'),
    peers: () => vitest('peers'),
    e2e: () => playwright(chromium),
  }
  const total = { passed: 0, failed: 0 }
  for (const [name, suite] of Object.entries(suites)) {
    say(`Running the ${name} tests …`)
    const { passed, failed } = await suite()
    say(`${name}: ${passed} passed, ${failed} failed`)
    total.passed += passed
    total.failed += failed
  }
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`)
  return total.failed === 0 ? 0 : 1
})
