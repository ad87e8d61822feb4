export const accountCopy = {
  title: 'Your account',
  lead: (email: string) => `You are signed in as ${email}.`,
  text: 'With this account you sign in from MCP clients: paste a gateway’s URL there, and it brings you here when it needs you. The administration is for administrators.',
  signOut: 'Sign out',
} as const
