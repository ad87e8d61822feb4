import { interactionPolicy } from 'oidc-provider'

const { Check, Prompt } = interactionPolicy

/** Where the browser says that the request came from; kept, because a later page of ours would say "from here". */
export interface PromptDetails {
  site?: string
}

/**
 * Every authorization goes through our page, which knows who is signed in here and what he allowed before. The others are
 * there so that clients may ask for them by `prompt`; one look at the page answers all of them.
 */
export const everyTimeOurPage = [
  new Prompt(
    { name: 'consent', requestable: true },
    (ctx): PromptDetails & Record<string, unknown> => ({ site: ctx.get('sec-fetch-site') || undefined }),
    new Check('person_decides', 'a person decides', 'consent_required', (ctx) =>
      ctx.oidc.result?.consent?.grantId ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
    ),
  ),
  new Prompt({ name: 'login', requestable: true }),
  new Prompt({ name: 'select_account', requestable: true }),
]
