'use client'

import { useRouter } from 'next/navigation'
import { useForm } from 'react-hook-form'
import { useCreateGateway, useUpdateGateway } from '../../../lib/console/queries/gateway-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { fieldFor, wireResolver } from '../../../lib/console/wire-form.ts'
import type { Gateway } from '../../../lib/contracts/gateways.ts'
import { FormShell } from '../../patterns/form-shell.tsx'
import { useToast } from '../../ui/toast.tsx'
import { gatewayCopy as copy } from './gateway-copy.ts'
import { GatewayFields } from './gateway-fields.tsx'
import {
  emptyGateway,
  type GatewayFormValues,
  gatewayValues,
  gatewayWireForm,
  toGatewayInput,
} from './gateway-form-model.ts'

export function NewGatewayForm({ publicUrl }: { publicUrl: string }) {
  const wire = gatewayWireForm(publicUrl)
  const router = useRouter()
  const create = useCreateGateway()
  const form = useForm<GatewayFormValues>({ defaultValues: emptyGateway, resolver: wireResolver(wire) })
  return (
    <FormShell
      form={form}
      submitLabel={copy.create.submit}
      cancelHref={routes.gateways()}
      fieldOf={(member) => fieldFor(wire, member)}
      onSubmit={async (values) => {
        const gateway = await create.mutateAsync(toGatewayInput(values, publicUrl))
        router.push(routes.gateway(gateway.gatewayId))
      }}
    >
      <GatewayFields publicUrl={publicUrl} />
    </FormShell>
  )
}

export function EditGatewayForm({ gateway }: { gateway: Gateway }) {
  const router = useRouter()
  const toast = useToast()
  const update = useUpdateGateway()
  const publicUrl = new URL(gateway.gatewayUrl).origin
  const wire = gatewayWireForm(publicUrl, gateway)
  const form = useForm<GatewayFormValues>({ defaultValues: gatewayValues(gateway), resolver: wireResolver(wire) })
  return (
    <FormShell
      form={form}
      submitLabel={copy.edit.submit}
      cancelHref={routes.gateway(gateway.gatewayId)}
      fieldOf={(member) => fieldFor(wire, member)}
      onSubmit={async (values) => {
        await update.mutateAsync({
          ...toGatewayInput(values, publicUrl, gateway),
          gatewayIdentifier: gateway.gatewayId,
        })
        toast(copy.edit.saved)
        router.push(routes.gateway(gateway.gatewayId))
      }}
    >
      <GatewayFields publicUrl={publicUrl} />
    </FormShell>
  )
}
