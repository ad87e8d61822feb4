import { deflateSync } from 'node:zlib'
import { crc32 } from './crc32.ts'

/** A picture of one red pixel. */
export const pngBase64 = png().toString('base64')
/** 44.1 kHz would be waste: eight samples of silence. */
export const wavBase64 = wav().toString('base64')

export const text = (value: string) => ({ type: 'text' as const, text: value })
export const image = () => ({ type: 'image' as const, data: pngBase64, mimeType: 'image/png' })
export const audio = () => ({ type: 'audio' as const, data: wavBase64, mimeType: 'audio/wav' })
export const embedded = (uri: string, mimeType: string, content: string) => ({
  type: 'resource' as const,
  resource: { uri, mimeType, text: content },
})

function png(): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(1, 0)
  header.writeUInt32BE(1, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const pixel = deflateSync(Buffer.from([0, 255, 0, 0]))
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', pixel),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const edges = Buffer.alloc(8)
  edges.writeUInt32BE(data.length, 0)
  edges.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([edges.subarray(0, 4), body, edges.subarray(4)])
}

function wav(): Buffer {
  const samples = Buffer.alloc(8, 128)
  const file = Buffer.alloc(44)
  file.write('RIFF', 0, 'latin1')
  file.writeUInt32LE(36 + samples.length, 4)
  file.write('WAVEfmt ', 8, 'latin1')
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(8000, 24)
  file.writeUInt32LE(8000, 28)
  file.writeUInt16LE(1, 32)
  file.writeUInt16LE(8, 34)
  file.write('data', 36, 'latin1')
  file.writeUInt32LE(samples.length, 40)
  return Buffer.concat([file, samples])
}
