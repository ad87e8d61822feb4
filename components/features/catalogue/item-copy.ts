/** Words for the kinds of items that are not tools. */
export const itemCopy = {
  prompts: {
    one: 'prompt',
    title: 'Prompts',
    search: 'Search prompts',
    empty: { title: 'No prompt', description: 'Prompts appear here once a target’s server offers some.' },
    noMatch: { title: 'No prompt matches' },
  },
  resources: {
    one: 'resource',
    title: 'Resources',
    search: 'Search resources',
    empty: { title: 'No resource', description: 'Resources appear here once a target’s server offers some.' },
    noMatch: { title: 'No resource matches' },
  },
} as const
