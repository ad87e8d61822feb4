'use client'

import { useRouter } from 'next/navigation'
import { useForm } from 'react-hook-form'
import { useCreateTarget, useUpdateTarget } from '../../../lib/console/queries/target-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { fieldFor, wireResolver } from '../../../lib/console/wire-form.ts'
import type { Gateway } from '../../../lib/contracts/gateways.ts'
import type { GatewayTarget } from '../../../lib/contracts/targets.ts'
import { FormShell } from '../../patterns/form-shell.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { useToast } from '../../ui/toast.tsx'
import { targetCopy } from './target-copy.ts'
import { TargetFields } from './target-fields.tsx'
import { emptyTarget, type TargetFormValues, targetValues, targetWireForm, toTargetInput } from './target-form-model.ts'

const copy = targetCopy.form

export function NewTargetForm({ gateway }: { gateway: Gateway }) {
  const router = useRouter()
  const create = useCreateTarget()
  const { gatewayId } = gateway
  const wire = targetWireForm(gatewayId)
  const form = useForm<TargetFormValues>({ defaultValues: emptyTarget, resolver: wireResolver(wire) })
  return (
    <FormShell
      form={form}
      submitLabel={targetCopy.list.add}
      cancelHref={routes.gateway(gatewayId)}
      fieldOf={(member) => fieldFor(wire, member)}
      onSubmit={async (values) => {
        const target = await create.mutateAsync(toTargetInput(values, gatewayId))
        router.push(routes.target(gatewayId, target.targetId))
      }}
    >
      <TargetFields gateway={gateway} />
    </FormShell>
  )
}

export function EditTargetForm({ gateway, target }: { gateway: Gateway; target: GatewayTarget }) {
  const router = useRouter()
  const toast = useToast()
  const update = useUpdateTarget()
  const { gatewayId } = gateway
  const wire = targetWireForm(gatewayId, target)
  const form = useForm<TargetFormValues>({ defaultValues: targetValues(target), resolver: wireResolver(wire) })
  const [protection, method] = form.watch(['protection', 'method'])
  return (
    <FormShell
      form={form}
      submitLabel={copy.save}
      cancelHref={routes.target(gatewayId, target.targetId)}
      fieldOf={(member) => fieldFor(wire, member)}
      onSubmit={async (values) => {
        await update.mutateAsync({ ...toTargetInput(values, gatewayId, target), targetId: target.targetId })
        toast(copy.saved)
        router.push(routes.target(gatewayId, target.targetId))
      }}
    >
      <TargetFields gateway={gateway} />
      {protection === 'oauth' && method === 'sync' && <Notice>{copy.consentAgain}</Notice>}
    </FormShell>
  )
}
