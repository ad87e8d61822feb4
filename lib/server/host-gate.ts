const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

/** `public` is PUBLIC_URL's own host, `alias` another loopback name of it, `foreign` anything else. */
export type HostVerdict = 'public' | 'alias' | 'foreign'

/**
 * The allow-list against DNS rebinding (RS-8): a page of a foreign site whose name was pointed at us still sends that
 * name. Nobody can point a loopback name elsewhere, so on the listening port these are always good: that is somebody on
 * this machine. While PUBLIC_URL is loopback they are good on its port too.
 */
export function createHostGate(place: { publicUrl: URL; isLoopback: boolean; port: number }): {
  judge(host: string | undefined): HostVerdict
} {
  const { publicUrl } = place
  const defaultPort = publicUrl.protocol === 'https:' ? '443' : '80'
  const ports = [...(place.isLoopback ? [publicUrl.port || defaultPort] : []), String(place.port)]
  const withDefaultPort = (name: string): string[] => (publicUrl.port ? [] : [`${name}:${defaultPort}`])
  const ours = new Set([publicUrl.host, ...withDefaultPort(publicUrl.host)])
  const aliases = new Set(
    loopbackNames.flatMap((name) => [
      ...ports.map((port) => `${name}:${port}`),
      ...(ports.includes('80') ? [name] : []),
    ]),
  )
  return {
    judge(host) {
      const name = host?.toLowerCase() ?? ''
      if (ours.has(name)) return 'public'
      return aliases.has(name) ? 'alias' : 'foreign'
    },
  }
}
