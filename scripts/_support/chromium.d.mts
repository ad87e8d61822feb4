export function findChromium(): string | undefined
export function needChromium(say: (line: string) => void): string
