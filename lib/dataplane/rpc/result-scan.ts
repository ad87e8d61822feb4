import { parseTextOrUndefined } from './parse-text.ts'

const quote = 0x22
const backslash = 0x5c
/** Names longer than this, written out or escaped, are none that matter here. */
const maxText = 128

/**
 * Finds the outermost `result` of a JSON-RPC answer and its member `resultType`, on the bytes and in the pieces that they
 * come in, without building anything: answers of megabytes pass unread but for this (performance.md §7). Offsets count
 * from the first byte fed.
 */
export class ResultScan {
  /** Where the closing brace of `result` is; undefined until it came, or where the result is no object. */
  end: number | undefined
  /** The result has no member at all. */
  empty = true
  /** From the quote before the name to the end of the value, if that is a text. */
  type: { from: number; to: number; value: string } | undefined
  #results = 0
  #types = 0
  #offset = 0
  #depth = 0
  #inResult = false
  #atKey = false
  #outerKey = ''
  #key = ''
  #inText = false
  #escaped = false
  #capturing = false
  #captured = ''
  #textFrom = 0
  #keyFrom = 0

  /** A member that matters came twice or is no text: only a parser can say what the answer means. */
  get ambiguous(): boolean {
    return this.#results > 1 || this.#types > 1 || (this.#types === 1 && this.type === undefined)
  }

  get hasResult(): boolean {
    return this.#results > 0
  }

  feed(bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index] ?? 0
      if (this.#inText) this.#inside(byte, this.#offset + index)
      else this.#between(byte, this.#offset + index)
    }
    this.#offset += bytes.length
  }

  #inside(byte: number, at: number): void {
    if (!this.#escaped && byte === quote) {
      this.#inText = false
      if (this.#capturing) this.#endText(at)
      return
    }
    this.#escaped = !this.#escaped && byte === backslash
    if (this.#capturing && this.#captured.length <= maxText) this.#captured += String.fromCharCode(byte)
  }

  #endText(at: number): void {
    const text = this.#captured.includes('\\') ? parseTextOrUndefined(`"${this.#captured}"`) : this.#captured
    if (!this.#atKey) {
      this.type = { from: this.#keyFrom, to: at + 1, value: text ?? '' }
      return
    }
    if (this.#depth === 1) {
      this.#outerKey = text ?? ''
      if (text === 'result') this.#results++
      return
    }
    this.empty = false
    this.#key = text ?? ''
    this.#keyFrom = this.#textFrom
    if (text === 'resultType') this.#types++
  }

  #between(byte: number, at: number): void {
    switch (byte) {
      case quote: {
        const isMember = this.#depth === 1 || (this.#depth === 2 && this.#inResult)
        const isType = this.#depth === 2 && this.#key === 'resultType'
        this.#inText = true
        this.#escaped = false
        this.#capturing = isMember && (this.#atKey || isType)
        this.#captured = ''
        this.#textFrom = at
        return
      }
      case 0x7b: // {
        this.#depth++
        this.#atKey = true
        if (this.#depth === 2) {
          this.#inResult = this.#outerKey === 'result'
          this.#key = ''
        }
        return
      case 0x5b: // [
        this.#depth++
        this.#atKey = false
        if (this.#depth === 2) this.#inResult = false
        return
      case 0x7d: // }
      case 0x5d: // ]
        this.#depth--
        if (this.#depth !== 1 || !this.#inResult) return
        this.#inResult = false
        this.end = at
        return
      case 0x3a: // :
        this.#atKey = false
        return
      case 0x2c: // ,
        this.#atKey = this.#depth === 1 || (this.#depth === 2 && this.#inResult)
        if (this.#depth === 2) this.#key = ''
        return
    }
  }
}
