import type { ReturnEnding } from '../../../lib/contracts/console.ts'

export const returnCopy = {
  title: 'Authorization',
  workingTitle: 'Finishing the authorization',
  working: 'Postern is checking that you are the person who started it. This takes a moment.',
  finishTitle: 'Finish the authorization',
  finish: 'Finish',
  failedTitle: 'The authorization could not be finished yet',
  signedOutTitle: 'Sign in to finish',
  signedOutText:
    'If you started this in the console, sign in as the same person and it will be finished. If you started it in an app, go back to the app: only the app can finish it.',
  signIn: 'Sign in',
  toTarget: 'Open the target',
  toConnections: 'Back to my connections',
  toOverview: 'Go to the start page',
} as const

export interface EndingWords {
  title: string
  text: (target: string) => string
  next: string
}

export const endingCopy: Record<ReturnEnding, EndingWords> = {
  completed: {
    title: 'Authorization completed',
    text: (target) => `Access for ${target} was granted.`,
    next: 'You can close this page. In an application, call the tool again; a target that lists its tools is ready in a moment.',
  },
  refused: {
    title: 'Access was refused',
    text: (target) =>
      `The provider gave no access for ${target}: it was declined or cancelled there, or the provider failed.`,
    next: 'Nothing was stored. Start again when you want to grant it.',
  },
  expired: {
    title: 'This authorization has expired',
    text: (target) => `The ten minutes for ${target} were over before it was finished.`,
    next: 'Nothing was stored. Start again to get a new link.',
  },
  'wrong-person': {
    title: 'Somebody else started this authorization',
    text: (target) =>
      `You are signed in as another person than the one who started it for ${target}, so it was not finished.`,
    next: 'Nothing was stored for anybody. The person who started it can start again.',
  },
  unknown: {
    title: 'This authorization is not known',
    text: () => 'It was finished already, or this address is not complete.',
    next: 'If you still need access, start again: use “Authorize” on the target, or call the tool once more.',
  },
}
/** Where no target is named. */
export const someTarget = 'the target'
