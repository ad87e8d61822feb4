import { Notice } from '../../patterns/notice.tsx'
import { Time } from '../../patterns/time.tsx'
import { targetCopy } from './target-copy.ts'

const copy = targetCopy.stale

/** Shown until somebody synchronizes: nobody else can, where the server wants a consent for it. */
export const StaleNotice = ({ since }: { since: string }) => (
  <Notice tone="warning" title={copy.title}>
    <p>
      {copy.wayOut} It said so <Time at={since} />.
    </p>
  </Notice>
)
