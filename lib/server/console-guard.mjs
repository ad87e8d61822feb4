/**
 * Runs the console's command in this process: `node console-guard.mjs <script> [arguments]`. The front door holds the other
 * end of our standard input, which the system closes however the front door ends, `kill -9` included. A console without a
 * front door would keep its port and answer nobody.
 *
 * It is not loaded by `--import`, because Node passes that on to workers, whose standard input is another one.
 */
import { pathToFileURL } from 'node:url'

function endWithTheFrontDoor() {
  try {
    // We lead our own process group; `next dev` has children in it.
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    process.exit(0)
  }
}

process.stdin.once('end', endWithTheFrontDoor)
process.stdin.once('error', endWithTheFrontDoor)
process.stdin.resume()

process.argv.splice(1, 1)
await import(pathToFileURL(process.argv[1]).href)
