import { inputRequired, type ElicitRequestFormParams } from '@modelcontextprotocol/server'

type Form = ElicitRequestFormParams['requestedSchema']

/** A form of one field that has to be filled in. */
export const oneField = (name: string): Form => ({
  type: 'object',
  properties: { [name]: { type: 'string' } },
  required: [name],
})

export const yesOrNo = (name: string): Form => ({
  type: 'object',
  properties: { [name]: { type: 'boolean' } },
  required: [name],
})

export const ask = (message: string, requestedSchema: Form) => inputRequired.elicit({ message, requestedSchema })

export const askModel = (question: string, maxTokens: number) =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: question } }],
    maxTokens,
  })

/** One field of each primitive type, each with a default (SEP-1034). */
export const formWithDefaults: Form = {
  type: 'object',
  properties: {
    name: { type: 'string', description: 'Name of a person', default: 'John Doe' },
    age: { type: 'integer', description: 'Years', default: 30 },
    score: { type: 'number', description: 'Points', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', description: 'Whether it was checked', default: true },
  },
  required: [],
}

/** The five ways to let somebody choose (SEP-1330). */
export const formWithChoices: Form = {
  type: 'object',
  properties: {
    untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
    titledSingle: {
      type: 'string',
      oneOf: [
        { const: 'value1', title: 'First Option' },
        { const: 'value2', title: 'Second Option' },
        { const: 'value3', title: 'Third Option' },
      ],
    },
    legacyEnum: {
      type: 'string',
      enum: ['opt1', 'opt2', 'opt3'],
      enumNames: ['Option One', 'Option Two', 'Option Three'],
    },
    untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
    titledMulti: {
      type: 'array',
      items: {
        anyOf: [
          { const: 'value1', title: 'First Choice' },
          { const: 'value2', title: 'Second Choice' },
          { const: 'value3', title: 'Third Choice' },
        ],
      },
    },
  },
  required: [],
}
