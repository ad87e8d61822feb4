import type { ToolCall } from '../../../lib/contracts/tool-calls.ts'
import { Notice } from '../../patterns/notice.tsx'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { clientSetupCopy } from './client-setup-copy.ts'
import type { Client } from './client-table.ts'

const copy = clientSetupCopy.check

/** Waiting, arrived, or a call of somebody else meanwhile, which tells that the gateway is reached at least. */
export function FirstCall({ client, call, other }: { client: Client; call?: ToolCall; other?: ToolCall }) {
  return (
    <div role="status">
      {call ? (
        <Notice tone="success" title={copy.arrived(client.label)}>
          <p className="wrap-anywhere">
            <VisibleText text={call.name} />, <VisibleText text={call.caller} />, <Time at={call.at} />
          </p>
        </Notice>
      ) : (
        <div className="flex gap-3 rounded-md border border-border p-3.5">
          <Spinner />
          <div className="grid min-w-0 gap-1">
            <p className="font-semibold">{copy.waiting(client.label)}</p>
            <p className="text-muted-foreground">{copy.waitingHint}</p>
            {other && (
              <p className="wrap-anywhere">
                <VisibleText text={other.client === '' ? copy.otherUnnamed : copy.other(other.client)} />
              </p>
            )}
          </div>
        </div>
      )}
    </div>
  )
}
