/** Words for the kinds of items that are not tools. */
export const itemCopy = {
  prompts: {
    one: 'prompt',
    title: 'Prompts',
    search: 'Search prompts',
    reviewHint: 'Only prompts that have changed or come since they were approved.',
    empty: { title: 'No prompt', description: 'Prompts appear here once a target’s server offers some.' },
    noMatch: { title: 'No prompt matches' },
    allReviewed: {
      title: 'Nothing needs review',
      description: 'Every prompt here is as an administrator approved it.',
      action: 'Show all prompts',
    },
  },
  resources: {
    one: 'resource',
    title: 'Resources',
    search: 'Search resources',
    reviewHint: 'Only resources and templates that have changed or come since they were approved.',
    empty: { title: 'No resource', description: 'Resources appear here once a target’s server offers some.' },
    noMatch: { title: 'No resource matches' },
    allReviewed: {
      title: 'Nothing needs review',
      description: 'Every resource and template here is as an administrator approved it.',
      action: 'Show all resources',
    },
  },
} as const
