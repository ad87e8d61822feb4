export type BrowserResponse = { kind: 'redirect'; location: string; setCookies?: string[] } | BrowserProblem
export interface BrowserProblem {
  kind: 'problem'
  /** Below 500: nothing is broken but the link. */
  status: number
  title: string
  text: string
  setCookies?: string[]
}

const again = 'Go back to the application and call the tool again; it gives you a new link.'
const problem = (status: number, title: string, text: string) => (): BrowserProblem => ({
  kind: 'problem',
  status,
  title,
  text,
})

/** Words for every way in which a link or an answer can be wrong. None says whose it was. */
export const problems = {
  unknown: problem(404, 'This link is not known', `It may be cut off or mistyped. ${again}`),
  expired: problem(410, 'This link has expired', `Links are good for ten minutes. ${again}`),
  spent: problem(410, 'This link was used already', `Each link is good for one sign-in. ${again}`),
  crossSite: problem(
    403,
    'This request came from another site',
    'Open the link itself and decide on the page that it shows.',
  ),
  notStarter: problem(
    403,
    'This link was started by someone else',
    'Only the person who started it may continue, or an administrator where a program did. Sign in as that person, or start it yourself.',
  ),
  otherBrowser: problem(
    403,
    'This sign-in was started in another browser',
    `Nothing was connected. Begin and finish in one browser. ${again}`,
  ),
  foreignAnswer: problem(
    400,
    'The answer did not come from the expected provider',
    `Nothing was connected. ${again} If it happens again, tell your administrator.`,
  ),
  noDecision: problem(400, 'No decision was made', 'Open the link again and choose Continue or Cancel.'),
}
