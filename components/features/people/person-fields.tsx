'use client'

import { useQuery } from '@tanstack/react-query'
import { useFormContext } from 'react-hook-form'
import { gatewayListQuery } from '../../../lib/console/queries/gateway-queries.ts'
import { consoleRoles, isScopable, type ConsoleRole } from '../../../lib/kernel/roles.ts'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { RadioGroupField } from '../../patterns/radio-group-field.tsx'
import { Checkbox, Radio } from '../../ui/choice.tsx'
import { Fieldset } from '../../ui/field.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { peopleCopy as copy, roleWords } from './people-copy.ts'
import { needsGateways, type PersonFormValues } from './person-form-model.ts'

/** The role that is given elsewhere, to be read: a form takes a choice that is disabled for none. */
export function GivenRole({ role }: { role: ConsoleRole }) {
  return (
    <Fieldset legend={copy.role}>
      {consoleRoles.map((value) => (
        <Radio
          key={value}
          id={`given-role-${value}`}
          name="given-role"
          value={value}
          {...roleWords[value]}
          defaultChecked={value === role}
          disabled
        />
      ))}
    </Fieldset>
  )
}

/** Role, and where it means something the gateways that it is for. */
export function GrantFields() {
  const values = useFormContext<PersonFormValues>().watch()
  return (
    <>
      <RadioGroupField
        name="role"
        legend={copy.role}
        options={consoleRoles.map((value) => ({ value, ...roleWords[value] }))}
      />
      {isScopable(values.role) && values.role !== 'team-lead' && (
        <RadioGroupField
          name="reach"
          legend={copy.gatewaysHint}
          options={[
            { value: 'all', label: copy.allGateways },
            { value: 'some', label: copy.someGateways },
          ]}
        />
      )}
      {needsGateways(values) && <GatewayChoice />}
    </>
  )
}

function GatewayChoice() {
  const { data, error, refetch } = useQuery(gatewayListQuery())
  const { register, getFieldState, formState } = useFormContext<PersonFormValues>()
  const fault = getFieldState('gatewayIds', formState).error
  return (
    <Fieldset legend={copy.gateways}>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-16" />}
      {data?.length === 0 && <p className="text-muted-foreground">{copy.noGateways}</p>}
      {data?.map(({ gatewayId, name }) => (
        <Checkbox
          key={gatewayId}
          id={`gateway-${gatewayId}`}
          label={name}
          value={gatewayId}
          {...register('gatewayIds')}
        />
      ))}
      {fault && (
        <p role="alert" className="text-danger-foreground">
          {fault.message ?? fault.root?.message}
        </p>
      )}
    </Fieldset>
  )
}
