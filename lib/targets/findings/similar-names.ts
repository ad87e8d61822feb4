/** What the eye takes for the same: letters and digits of one shape, pairs that run together, and what separates words. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/cl/g, 'd'],
  [/[1il|]/g, 'l'],
  [/0/g, 'o'],
  [/5/g, 's'],
  [/[_.-]/g, ''],
]

/** Two names with one skeleton are taken for each other (TC-4). Names of tools are ASCII; other names are folded to it. */
export const skeletonOf = (name: string): string =>
  shapes.reduce((text, [shape, same]) => text.replace(shape, same), name.normalize('NFKC').toLowerCase())

/** A word that mixes Latin with letters of another alphabet that look like it. */
export const mixedScripts = (text: string): string | undefined =>
  text
    .slice(0, 4_096)
    .match(/[\p{L}\p{M}]+/gu)
    ?.find(
      (word) =>
        /\p{Script=Latin}/u.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(word),
    )
