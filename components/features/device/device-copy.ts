export const deviceCopy = {
  title: 'Sign in a device',
  lead: 'A terminal or device shows you a code. Type it here; the next page says what it asks for.',
  code: 'Code',
  hint: 'Eight letters. Capitals and the hyphen do not matter.',
  submit: 'Continue',
  warning: 'Type a code from your own screen only. Whoever sends you one wants to act in your name.',
  doneTitle: 'The device is signed in',
  doneText: 'Go back to it. You can close this page.',
  problems: {
    unknown: 'That code is not known. Compare it with the device and type it again.',
    expired: 'That code has expired. Let the device show a new one.',
    used: 'That code was used already. Let the device show a new one.',
    refused: 'The device was not allowed in.',
  },
} as const

export type DeviceProblem = keyof typeof deviceCopy.problems
