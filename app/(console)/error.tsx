'use client'

export { RouteError as default } from '../../components/features/shell/route-error.tsx'
