import type { Finding } from '../../contracts/approvals.ts'
import { visibleParts } from '../../kernel/visible-text.ts'

type Code = Finding['code']
interface TextRule {
  code: Code
  message: string
  /** The passage that gives it away. */
  find(text: string, member: string): string | undefined
}

const matching = (pattern: RegExp) => (text: string) => pattern.exec(text)?.[0]

/** Sentences by which a description addresses the model instead of describing; each alternative is bounded. */
const instruction = new RegExp(
  [
    String.raw`\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|other|all|any)\b[^.\n]{0,30}\b(?:instructions?|rules?|prompts?|messages?|guidelines?|context)\b`,
    String.raw`\b(?:do not|don't|never|without)\b[^.\n]{0,20}\b(?:tell|mention|inform|show|reveal|notify|alert|telling|mentioning|informing|notifying)\b[^.\n]{0,20}\b(?:the )?users?\b`,
    String.raw`<\/?(?:important|system|secret|instructions?|assistant|hidden)>`,
    String.raw`\bsystem prompt\b`,
    String.raw`\byou (?:are now|must (?:always|first)|have to (?:always|first))\b`,
    String.raw`\b(?:before|instead of) (?:using|calling|invoking) (?:this|any|other|another)\b[^.\n]{0,30}\btools?\b`,
    String.raw`(?:~\/|\$HOME\/)\.(?:ssh|aws|config|cursor|env)\b|\bid_rsa\b`,
  ].join('|'),
  'i',
)

const escape = '\u001B'
/** As the character itself, and as texts that some programs turn into it. */
const escapeSequence = new RegExp(String.raw`${escape}[^\s]{0,20}|\\(?:u001b|x1b|033)\[[0-9;]{0,10}`, 'i')

const rules: readonly TextRule[] = [
  {
    code: 'hidden-characters',
    message: 'Holds characters that are not seen: tags, direction controls or letters without width.',
    find: (text) => {
      const hidden = visibleParts(text.replaceAll(escape, ' '), { multiline: true }).filter(
        ({ kind }) => kind === 'hidden',
      )
      return hidden.length === 0 ? undefined : [...new Set(hidden.map((part) => part.text))].slice(0, 8).join(' ')
    },
  },
  {
    code: 'escape-sequences',
    message: 'Holds escape sequences that rewrite what a terminal shows.',
    find: matching(escapeSequence),
  },
  {
    code: 'encoded-data',
    message: 'Holds a long run of encoded data, which nobody can read.',
    find: (text) =>
      text.startsWith('data:image/')
        ? undefined
        : matching(/[A-Za-z0-9+/_-]{80,}={0,2}|(?:\\x[0-9a-f]{2}){20,}/i)(text),
  },
  {
    code: 'instructions',
    message: 'Reads like an instruction to the model, not like a description.',
    find: matching(instruction),
  },
  {
    code: 'links',
    message: 'Names an address outside of the definition.',
    find: (text, member) =>
      /(?:^|\.)(?:\$schema|\$id|icons\[\d+\]\.src|uri|uriTemplate)$/.test(member)
        ? undefined
        : matching(/\b(?:https?|ftp|wss?|file):\/\/[^\s"'<>)]{1,200}/i)(text),
  },
]

const longestExcerpt = 80

/** One finding for each rule and member at most. */
export const suspiciousText = (member: string, text: string): Finding[] =>
  rules.flatMap(({ code, message, find }) => {
    const passage = find(text, member)
    return passage === undefined ? [] : [{ code, member, message, excerpt: passage.slice(0, longestExcerpt) }]
  })
