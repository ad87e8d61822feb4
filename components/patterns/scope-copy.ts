export const scopeCopy = { none: 'None beyond signing in' } as const

/** Words for scopes that many providers share; every other scope is shown as it is. */
export const scopeWords: Readonly<Record<string, string>> = {
  openid: 'Know who you are',
  profile: 'See your name and profile',
  email: 'See your e-mail address',
  offline_access: 'Stay connected while you are away',
  'read:user': 'Read your profile',
  'user:email': 'Read your e-mail addresses',
  'read:org': 'Read your organisations and teams',
  repo: 'Read and write your repositories',
  gist: 'Write gists',
}
