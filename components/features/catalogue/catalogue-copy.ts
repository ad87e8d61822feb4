export const catalogueCopy = {
  title: 'Catalogue',
  description: 'The tools of all targets, as their servers describe them.',
  search: 'Search tools',
  searchHint: 'Press / to search.',
  gateway: 'Gateway',
  allGateways: 'All gateways',
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
  unavailable: (count: number) =>
    count === 1 ? 'The tools of one target cannot be shown' : `The tools of ${count} targets cannot be shown`,
} as const
