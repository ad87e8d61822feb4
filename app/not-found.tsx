import { PageProblem } from '../components/features/shell/page-problem.tsx'
import { shellCopy as copy } from '../components/features/shell/shell-copy.ts'
import { ButtonLink } from '../components/ui/button.tsx'
import { routes } from '../lib/console/routes.ts'

export const metadata = { title: copy.notFoundTitle }

export default function NotFound() {
  return (
    <main className="mx-auto max-w-2xl px-4 py-16">
      <PageProblem
        title={copy.notFoundTitle}
        action={
          <ButtonLink href={routes.overview()} variant="primary">
            {copy.home}
          </ButtonLink>
        }
      >
        <p>{copy.notFoundText}</p>
      </PageProblem>
    </main>
  )
}
