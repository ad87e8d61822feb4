/** SQL that leads from an older schema's text, or from nothing, to prisma/schema.prisma. */
export function diffSchema(provider: 'sqlite' | 'postgresql', from?: string): Promise<string>
