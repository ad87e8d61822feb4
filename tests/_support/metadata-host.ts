import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface MetadataHost {
  origin: string
  /** Certificate file for NODE_EXTRA_CA_CERTS. */
  caFile: string
  close(): Promise<void>
}

/** A certificate of this run alone for localhost, signed by itself. */
export function localCertificate(): { folder: string; keyFile: string; certFile: string } {
  const folder = mkdtempSync(join(tmpdir(), 'postern-tls-'))
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'].concat([
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
      '-keyout',
      keyFile,
      '-out',
      certFile,
    ]),
    { stdio: 'ignore' },
  )
  return { folder, keyFile, certFile }
}

/** Serves Client ID Metadata Documents over https, as their standard asks. */
export async function startMetadataHost(
  serve: (request: IncomingMessage, response: ServerResponse, origin: string) => void,
): Promise<MetadataHost> {
  const { folder, keyFile, certFile } = localCertificate()
  const server = createServer({ key: readFileSync(keyFile), cert: readFileSync(certFile) })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`
  server.on('request', (request: IncomingMessage, response: ServerResponse) => serve(request, response, origin))
  return {
    origin,
    caFile: certFile,
    close: () =>
      new Promise((resolve) => {
        rmSync(folder, { recursive: true, force: true })
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
