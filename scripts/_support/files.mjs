import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** All files below `path` (or the file itself), as paths relative to the repository, sorted. */
export function filesBelow(path) {
  const absolute = join(root, path)
  if (!existsSync(absolute)) return []
  if (statSync(absolute).isFile()) return [path]
  return readdirSync(absolute, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const below = join(path, entry.name)
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(below)
      return entry.isFile() ? [below] : []
    })
}

/** One hash over names and contents: two trees with the same hash build the same thing. */
export function hashOf(paths) {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(filesBelow)) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** A stamp says from which sources an output was made; it is written after the output. */
export function stamp(path) {
  const file = join(root, path)
  return {
    matches: (hash) => existsSync(file) && readFileSync(file, 'utf8').trim() === hash,
    write(hash) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, `${hash}\n`)
    },
  }
}
