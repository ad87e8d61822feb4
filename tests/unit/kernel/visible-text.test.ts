import { describe, expect, test } from 'vitest'
import { visibleParts, visibleText } from '../../../lib/kernel/visible-text.ts'

describe('BR-6 text of a server outside shows what it hides', () => {
  test('plain text, other scripts and accents pass untouched', () => {
    for (const text of ['list_orders', 'Größe 価格 مرحبا', 'e\u0301', '']) expect(visibleText(text)).toBe(text)
  })

  test.each([
    ['direction override', 'read\u202Eetirw', 'read[U+202E]etirw'],
    ['isolate', '\u2066a\u2069', '[U+2066]a[U+2069]'],
    ['zero-width space', 'de\u200Blete', 'de[U+200B]lete'],
    ['zero-width joiner between letters', 'a\u200Db', 'a[U+200D]b'],
    ['byte order mark', '\uFEFFx', '[U+FEFF]x'],
    ['soft hyphen', 'pay\u00ADments', 'pay[U+00AD]ments'],
    ['escape', '\u001B[31m', '[U+001B][31m'],
    ['C1 control', '\u009B', '[U+009B]'],
    ['line separator', 'a\u2028b', 'a[U+2028]b'],
    ['tag characters', '\u{E0041}', '[U+E0041]'],
    ['supplementary selector', 'a\u{E0101}', 'a[U+E0101]'],
    ['filler letter', '\u3164', '[U+3164]'],
    ['lone surrogate', '\uD800', '[U+D800]'],
    ['private use', '\uE000', '[U+E000]'],
  ])('%s', (_, text, shown) => expect(visibleText(text)).toBe(shown))

  test('an emoji with its joiner and selector stays whole', () => {
    for (const emoji of ['👩‍💻', '❤️', '👩🏽‍🚀']) expect(visibleText(emoji)).toBe(emoji)
  })

  test('line feeds and tabs pass in descriptions only', () => {
    expect(visibleText('a\n\tb', { multiline: true })).toBe('a\n\tb')
    expect(visibleText('a\nb')).toBe('a[U+000A]b')
    expect(visibleText('a\rb', { multiline: true })).toBe('a[U+000D]b')
  })

  test('parts keep text and hidden characters apart', () => {
    expect(visibleParts('a\u200Bb')).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'hidden', text: 'U+200B' },
      { kind: 'text', text: 'b' },
    ])
  })
})
