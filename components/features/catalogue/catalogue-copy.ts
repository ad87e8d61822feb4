export const catalogueCopy = {
  title: 'Catalogue',
  description: 'What all targets offer, as their servers describe it.',
  search: 'Search tools',
  searchHint: 'Press / to search.',
  gateway: 'Gateway',
  allGateways: 'All gateways',
  review: 'Needs review',
  reviewHint: 'Only tools that have changed or come since they were approved.',
  results: 'Tools',
  empty: {
    title: 'No tool yet',
    description: 'Tools appear here once a target serves some.',
    action: 'Go to gateways',
  },
  noMatch: {
    title: 'No tool matches',
    description: 'Nothing in the catalogue fits this search.',
    action: 'Clear filters',
  },
  allReviewed: {
    title: 'Nothing needs review',
    description: 'Every tool here is as an administrator approved it.',
    action: 'Show all tools',
  },
  unavailable: (count: number) =>
    count === 1 ? 'The tools of one target cannot be shown' : `The tools of ${count} targets cannot be shown`,
} as const
