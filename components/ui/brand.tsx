/** The mark: a door standing open in a wall. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={className} fill="none">
      <rect x="1" y="1" width="22" height="22" rx="5" className="fill-primary" />
      <path d="M7 20V10a5 5 0 0 1 10 0v10" className="stroke-primary-foreground" strokeWidth="1.75" />
      <path d="M10 20V11.5l5-2V20Z" className="fill-primary-foreground" />
      <path d="M4.5 20h15" className="stroke-primary-foreground" strokeWidth="1.75" strokeLinecap="round" />
    </svg>
  )
}
