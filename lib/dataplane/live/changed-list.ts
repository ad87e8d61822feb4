/** Kinds of lists that a server may tell to have changed. */
export type ChangedList = 'tools' | 'prompts' | 'resources'

export const changedLists: readonly ChangedList[] = ['tools', 'prompts', 'resources']

export const changedMethod = (kind: ChangedList): string => `notifications/${kind}/list_changed`

const kinds = new Map(changedLists.map((kind) => [changedMethod(kind), kind]))

export const changedList = (method: string): ChangedList | undefined => kinds.get(method)
