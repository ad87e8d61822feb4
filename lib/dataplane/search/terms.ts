/** Words that say nothing about which tool is meant. */
const silent = new Set(
  'a an and any are as at be been but by can could do does for from has have how i in into is it its me my of on or our please so some that the their them then there these this those to us want was we what when where which who will with would you your'.split(
    ' ',
  ),
)

/**
 * The words of a text, also those that a name joins (`createIssue`, `create_issue`, `HTTPRequest2`), in lower case and in
 * the order of the text.
 */
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** A word as it is indexed and looked up; undefined for one that is not. */
export const termOf = (word: string): string | undefined => (silent.has(word) ? undefined : stemOf(word))

/** Takes English plural and verb endings off, the same for a text and a question; it need not be a word that remains. */
export function stemOf(word: string): string {
  if (word.length <= 3 || !/^[a-z]+$/.test(word)) return word
  const singular = word
    .replace(/(ss|sh|ch|x|z)es$/, '$1')
    .replace(/ies$/, 'y')
    .replace(/([^su])s$/, '$1')
  const bare = singular.replace(/(.{3,})(?:ing|ed)$/, '$1')
  if (bare === singular) return bare.replace(/(.{3,})e$/, '$1')
  return bare.replace(/([^lsz])\1$/, '$1').replace(/(.{3,})e$/, '$1')
}
