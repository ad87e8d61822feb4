import type { ReactNode } from 'react'
import { Card } from '../ui/card.tsx'

export function FocusCard({
  title,
  icon,
  lead,
  children,
}: {
  title: string
  icon?: ReactNode
  lead?: ReactNode
  children?: ReactNode
}) {
  return (
    <Card className="grid gap-5 p-5 sm:p-7">
      <div className="grid gap-1.5">
        {icon && <div className="mb-2">{icon}</div>}
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {lead && <div className="text-muted-foreground">{lead}</div>}
      </div>
      {children}
    </Card>
  )
}
