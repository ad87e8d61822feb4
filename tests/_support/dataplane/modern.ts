/** A request as 2026-07-28 wants it: all about itself in `_meta`, and what proxies decide on in the headers again. */
export function modernRequest(
  method: string,
  params: Record<string, unknown> = {},
  capabilities: object = {},
  revision = '2026-07-28',
) {
  const { _meta, ...rest } = params
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': revision,
    'io.modelcontextprotocol/clientCapabilities': capabilities,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    ...(_meta as object | undefined),
  }
  return {
    body: { jsonrpc: '2.0', id: 'm1', method, params: { ...rest, _meta: envelope } },
    headers: {
      'mcp-protocol-version': revision,
      'mcp-method': method,
      ...(typeof params.name === 'string' && { 'mcp-name': params.name }),
    } as Record<string, string>,
  }
}
