/** All that the everything-server can be asked, with arguments: shared by the comparisons. */
export const toolCalls: Record<string, Record<string, unknown>> = {
  test_simple_text: {},
  test_image_content: {},
  test_audio_content: {},
  test_embedded_resource: {},
  test_multiple_content_types: {},
  test_error_handling: {},
  test_structured_content: { city: 'Zürich \u2028 “x”' },
  json_schema_2020_12_tool: { name: 'Ann', contactMethod: 'phone', phone: '1' },
  test_custom_headers: { region: 'eu-west', priority: 3, query: 'SELECT 1' },
  test_tool_with_logging: {},
  test_logging_tool: {},
  test_tool_with_progress: {},
  test_reconnection: {},
  test_sampling: { prompt: 'Say something' },
  test_elicitation: { message: 'Who?' },
  test_list_roots: {},
  test_elicitation_sep1034_defaults: {},
  test_elicitation_sep1330_enums: {},
  test_missing_capability: {},
  test_streaming_elicitation: {},
  test_input_required_result_elicitation: {},
  test_input_required_result_sampling: {},
  test_input_required_result_list_roots: {},
  test_input_required_result_request_state: {},
  test_input_required_result_tampered_state: {},
  test_input_required_result_multiple_inputs: {},
  test_input_required_result_multi_round: {},
  test_input_required_result_capabilities: {},
}

/** Tools that change what others see; `news.test.ts` calls them. */
export const changingTools = ['test_trigger_tool_change', 'test_trigger_prompt_change', 'test_trigger_resource_update']

/** A title, the method, its parameters. */
export type Request = [string, string, Record<string, unknown>?]

/** What else can be asked, errors included. */
export const requests: Request[] = [
  ['a prompt', 'prompts/get', { name: 'test_simple_prompt' }],
  [
    'a prompt with arguments',
    'prompts/get',
    { name: 'test_prompt_with_arguments', arguments: { arg1: 'a', arg2: 'ß' } },
  ],
  [
    'a prompt with a resource',
    'prompts/get',
    { name: 'test_prompt_with_embedded_resource', arguments: { resourceUri: 'test://x' } },
  ],
  ['a prompt with a picture', 'prompts/get', { name: 'test_prompt_with_image' }],
  ['a prompt that asks', 'prompts/get', { name: 'test_input_required_result_prompt' }],
  ['a prompt without its arguments', 'prompts/get', { name: 'test_prompt_with_arguments' }],
  ["a prompt that fails by the server's own error", 'prompts/get', { name: 'test_failing_prompt' }],
  ['a text', 'resources/read', { uri: 'test://static-text' }],
  ['a binary', 'resources/read', { uri: 'test://static-binary' }],
  ['one of a template', 'resources/read', { uri: 'test://template/4%202/data' }],
  ['a resource that does not exist', 'resources/read', { uri: 'test://nowhere' }],
  [
    "a completion of a prompt's argument",
    'completion/complete',
    completion({ type: 'ref/prompt', name: 'test_prompt_with_arguments' }, 'arg1', 'par'),
  ],
  [
    "a completion of a template's variable",
    'completion/complete',
    completion({ type: 'ref/resource', uri: 'test://template/{id}/data' }, 'id', '12'),
  ],
  ['arguments that the schema forbids', 'tools/call', { name: 'test_structured_content', arguments: { city: 3 } }],
]

/** What revisions up to 2025-11-25 know, and 2026-07-28 no more. */
export const olderRequests: Request[] = [
  ['a ping', 'ping'],
  ['the level of logs', 'logging/setLevel', { level: 'info' }],
  ['a subscription', 'resources/subscribe', { uri: 'test://watched-resource' }],
  ['the end of a subscription', 'resources/unsubscribe', { uri: 'test://watched-resource' }],
]

/** What no server is asked, because a gateway has no server to ask: it refuses in its own words. */
export const refusals: Request[] = [
  ['a method that does not exist', 'nothing/at-all', {}],
  [
    'a completion of an unknown prompt',
    'completion/complete',
    completion({ type: 'ref/prompt', name: 'nobody' }, 'a', ''),
  ],
  ['an unknown prompt', 'prompts/get', { name: 'nobody' }],
  ['an unknown tool', 'tools/call', { name: 'nobody', arguments: {} }],
]

function completion(ref: Record<string, unknown>, name: string, value: string) {
  return { ref, argument: { name, value } }
}

/** What a client answers; the same for a request of the server and for a question in a result. */
export const answers: Record<string, unknown> = {
  'sampling/createMessage': {
    role: 'assistant',
    model: 'none',
    stopReason: 'endTurn',
    content: { type: 'text', text: 'Päris' },
  },
  'elicitation/create': {
    action: 'accept',
    content: { name: 'Ann', response: 'me', ok: true, color: 'blue', context: 'c' },
  },
  'roots/list': { roots: [{ uri: 'file:///a%20b', name: 'ä' }] },
}

export const everyCapability = { sampling: {}, elicitation: { form: {}, url: {} }, roots: { listChanged: true } }
