/** Plain MCP calls over HTTP, as AgentCore's samples make them: no session, JSON answers. */
interface Answer {
  result?: { tools?: { name: string }[]; content?: { type: string; text?: string }[]; isError?: boolean }
  error?: { code: number; message: string; data?: { elicitations?: { url: string }[] } }
}

async function send(gatewayUrl: string, token: string, method: string, params: unknown): Promise<Answer> {
  const response = await fetch(gatewayUrl, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 'trial', method, params }),
  })
  if (!response.ok) throw new Error(`The gateway answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as Answer
}

export async function listTools(gatewayUrl: string, token: string): Promise<string[]> {
  const answer = await send(gatewayUrl, token, 'tools/list', {})
  return (answer.result?.tools ?? []).map((tool) => tool.name)
}

export async function callTool(call: {
  gatewayUrl: string
  token: string
  tool: string
  returnUrl: string
}): Promise<{ text: string; consentUrl?: string }> {
  const answer = await send(call.gatewayUrl, call.token, 'tools/call', {
    name: call.tool,
    arguments: call.tool.endsWith('add_note') ? { note: `Written ${new Date().toISOString()}` } : {},
    _meta: {
      'aws.bedrock-agentcore.gateway/credentialProviderConfiguration': {
        oauthCredentialProvider: { returnUrl: call.returnUrl },
      },
    },
  })
  const consentUrl = answer.error?.data?.elicitations?.[0]?.url
  const text = answer.error?.message ?? (answer.result?.content ?? []).map((part) => part.text ?? '').join('\n')
  return consentUrl === undefined ? { text } : { text, consentUrl }
}
