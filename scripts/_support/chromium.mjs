import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

function executable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const onPath = () =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(executable)

/** What `npx playwright install chromium` left behind, newest first. */
function inPlaywrightCache() {
  const caches = [
    process.env.PLAYWRIGHT_BROWSERS_PATH,
    join(homedir(), '.cache/ms-playwright'),
    join(homedir(), 'Library/Caches/ms-playwright'),
  ].filter((folder) => folder && existsSync(folder))
  return caches
    .flatMap((cache) =>
      readdirSync(cache)
        .filter((entry) => entry.startsWith('chromium-'))
        .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
        .flatMap((entry) => [
          join(cache, entry, 'chrome-linux/chrome'),
          join(cache, entry, 'chrome-linux64/chrome'),
          join(cache, entry, 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'),
        ]),
    )
    .find(executable)
}

/** The Chromium to test with, or undefined. `CHROMIUM_PATH` wins over everything that is found. */
export function findChromium() {
  return [process.env.CHROMIUM_PATH, onPath(), inPlaywrightCache()].find((path) => path && executable(path))
}

/** Finds or installs a Chromium; throws an Error that says what to install. `say` gets one line per step. */
export function needChromium(say) {
  const found = findChromium()
  if (found) return found
  const attempts = []
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    attempts.push(['apt-get', ['update'], ['install', '-y', '--no-install-recommends', 'chromium']])
  }
  attempts.push(['npx', ['playwright', 'install', 'chromium']])
  for (const [command, ...runs] of attempts) {
    say(`no Chromium found: ${runs.map((run) => `${command} ${run.join(' ')}`).join(' && ')}`)
    try {
      for (const run of runs) {
        execFileSync(command, run, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      }
    } catch {
      say(`${command} could not install it`)
    }
    const installed = findChromium()
    if (installed) return installed
  }
  throw new Error('The browser tests need a Chromium: install the package `chromium`, or set CHROMIUM_PATH to one.')
}
