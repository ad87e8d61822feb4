/**
 * Loaded into the console process before Next: the front door holds the other end of its standard input, which the system
 * closes however the front door ends, `kill -9` included. A console without a front door would keep its port and answer
 * nobody.
 */
function endWithTheFrontDoor() {
  try {
    // The console leads its own process group; `next dev` has children in it.
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    process.exit(0)
  }
}

process.stdin.once('end', endWithTheFrontDoor)
process.stdin.once('error', endWithTheFrontDoor)
process.stdin.resume()
