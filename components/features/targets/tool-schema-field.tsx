import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { useFormContext } from 'react-hook-form'
import { plural } from '../../../lib/console/format.ts'
import { schemaReportQuery } from '../../../lib/console/queries/target-queries.ts'
import { useDebounced } from '../../../lib/console/use-debounced.ts'
import { maxToolSchemaBytes } from '../../../lib/contracts/targets.ts'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { TextareaField } from '../../patterns/form-fields.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { targetCopy } from './target-copy.ts'
import type { TargetFormValues } from './target-form-model.ts'

const copy = targetCopy.form

export function ToolSchemaField() {
  const { setValue, setError, watch } = useFormContext<TargetFormValues>()
  const upload = useId()
  const read = async (file: File | undefined) => {
    if (!file) return
    if (file.size > maxToolSchemaBytes) return setError('toolSchema', { type: 'size', message: copy.tooLarge })
    setValue('toolSchema', await file.text(), { shouldDirty: true, shouldValidate: true })
  }
  return (
    <div className="grid grid-cols-1 gap-4 border-l-2 border-border pl-4">
      <TextareaField
        name="toolSchema"
        label={copy.toolSchema}
        hint={copy.toolSchemaHint}
        mono
        rows={10}
        placeholder={'{\n  "tools": [\n    { "name": "list_orders", "inputSchema": { "type": "object" } }\n  ]\n}'}
      />
      <div className="grid gap-1.5">
        <label htmlFor={upload} className="font-medium">
          {copy.upload}
        </label>
        <input
          id={upload}
          type="file"
          accept=".json,application/json"
          className="w-full min-w-0 file:mr-3 file:h-8 file:cursor-pointer file:rounded-md file:border file:border-border file:bg-secondary file:px-2.5 file:font-medium file:text-secondary-foreground"
          onChange={(event) => void read(event.target.files?.[0])}
        />
      </div>
      <SchemaReport payload={watch('toolSchema')} />
    </div>
  )
}

/** What the server would say to this schema, a moment after typing stops. */
function SchemaReport({ payload }: { payload: string }) {
  const settled = useDebounced(payload, 400)
  const isTooLarge = new Blob([settled]).size > maxToolSchemaBytes
  const { data, error, refetch } = useQuery({
    ...schemaReportQuery(settled),
    enabled: settled.trim() !== '' && !isTooLarge,
  })
  return (
    <div aria-live="polite" className="min-w-0">
      {isTooLarge && <Notice tone="warning">{copy.tooLarge}</Notice>}
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data && data.problems.length > 0 && (
        <Notice tone="warning" title={plural(data.problems.length, 'problem')}>
          <ul className="grid grid-cols-1 gap-1">
            {data.problems.map((problem) => (
              <li key={`${problem.path} ${problem.message}`}>
                {problem.path && (
                  <code className="font-mono text-xs break-all">
                    <VisibleText text={problem.path} />{' '}
                  </code>
                )}
                <VisibleText text={problem.message} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {data && data.problems.length === 0 && (
        <Notice tone="success" title={plural(data.tools.length, 'tool')}>
          <ul className="flex flex-wrap gap-x-3 gap-y-1 font-mono text-xs leading-5">
            {data.tools.slice(0, 50).map((tool) => (
              <li key={tool.name}>
                <VisibleText text={tool.name} />
              </li>
            ))}
            {data.tools.length > 50 && <li>… and {data.tools.length - 50} more</li>}
          </ul>
        </Notice>
      )}
    </div>
  )
}
