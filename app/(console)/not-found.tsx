import { PageProblem } from '../../components/features/shell/page-problem.tsx'
import { shellCopy as copy } from '../../components/features/shell/shell-copy.ts'
import { ButtonLink } from '../../components/ui/button.tsx'
import { routes } from '../../lib/console/routes.ts'

export default function NotFound() {
  return (
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
  )
}
