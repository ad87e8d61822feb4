'use client'

import { useState } from 'react'
import { useForm } from 'react-hook-form'
import type { z } from 'zod'
import { useCreateMcpClient } from '../../../lib/console/queries/mcp-client-queries.ts'
import { fieldFor, toList, wireResolver, type WireForm } from '../../../lib/console/wire-form.ts'
import { createMcpClient } from '../../../lib/contracts/operations/mcp-clients.ts'
import { CopyField } from '../../patterns/copy-field.tsx'
import { TextareaField, TextField } from '../../patterns/form-fields.tsx'
import { FormShell } from '../../patterns/form-shell.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/choice.tsx'
import { mcpClientCopy as copy } from './mcp-client-copy.ts'

interface Values {
  clientName: string
  redirectUris: string
  confidential: boolean
}
const empty: Values = { clientName: '', redirectUris: '', confidential: false }

const toInput = ({ clientName, redirectUris, confidential }: Values) => ({
  clientName,
  redirectUris: toList(redirectUris),
  confidential,
})
const wire: WireForm<Values> = {
  toInput,
  schema: createMcpClient.input,
  fields: { clientName: 'clientName', redirectUris: 'redirectUris', confidential: 'confidential' },
}

export function RegisterClient() {
  const [made, setMade] = useState<z.output<typeof createMcpClient.output>>()
  return (
    <Section title={copy.register} description={copy.registerText}>
      {made ? (
        <div className="grid gap-5">
          <Notice title={copy.made}>{made.clientSecret && <p>{copy.madeSecret}</p>}</Notice>
          <CopyField label={copy.clientId} value={made.clientId} />
          {made.clientSecret && <CopyField label={copy.clientSecret} value={made.clientSecret} />}
          <Button className="w-fit" onClick={() => setMade(undefined)}>
            {copy.another}
          </Button>
        </div>
      ) : (
        <RegisterForm onMade={setMade} />
      )}
    </Section>
  )
}

function RegisterForm({ onMade }: { onMade: (client: z.output<typeof createMcpClient.output>) => void }) {
  const create = useCreateMcpClient()
  const form = useForm<Values>({ defaultValues: empty, resolver: wireResolver(wire) })
  return (
    <FormShell
      form={form}
      submitLabel={copy.submit}
      fieldOf={(member) => fieldFor(wire, member)}
      onSubmit={async (values) => onMade(await create.mutateAsync(toInput(values)))}
    >
      <TextField name="clientName" label={copy.name} hint={copy.nameHint} />
      <TextareaField name="redirectUris" label={copy.redirectUris} hint={copy.redirectUrisHint} mono rows={3} />
      <Checkbox
        id="confidential"
        label={copy.confidential}
        hint={copy.confidentialHint}
        {...form.register('confidential')}
      />
    </FormShell>
  )
}
