/** What the authorization server keeps between two requests. Every id is a digest; `payloadSealed` holds the rest. */
export interface NewArtifact {
  id: string
  model: string
  grantId?: string
  uid?: string
  userCode?: string
  clientId?: string
  accountId?: string
  payloadSealed: string
  /** Of a refresh token: the row of the one that will replace it. */
  successorId?: string
  /** From now on by the database's clock; absent: for ever. */
  lifetimeMs?: number
  /** A row that is there already is left as it is. */
  keepExisting: boolean
  /** Of what anybody may have stored; absent for what a person stands behind. */
  bounds?: ArtifactBounds
}

/** Rows that anybody may have stored give way to newer ones, so that they can neither fill the store nor refuse anybody. */
export interface ArtifactBounds {
  /** Digest of the network that it was asked from. */
  openedFrom: string
  /** Beyond this the oldest one from there gives way. */
  perNetwork: number
  /** Beyond this the oldest one from where the most come gives way. */
  inAll: number
}

export interface StoredArtifact {
  id: string
  payloadSealed: string
  /** Used up. Within the grace, only once its successor has been used. */
  consumed: boolean
}

export interface HeldGrant {
  id: string
  clientId: string
  accountId: string
  createdAt: number
}

/** The promises are run on every adapter by tests/contract/artifact-store.test.ts. */
export interface ArtifactStore {
  /** With `bounds` something may give way before; a row that is there already makes nothing give way. */
  upsert(artifact: NewArtifact): Promise<void>
  /** A person stands behind it from now on: it gives way to nothing. */
  vouchFor(id: string): Promise<void>
  /** Undefined for what is not there or has expired. */
  find(id: string, graceMs: number): Promise<StoredArtifact | undefined>
  findBy(key: 'uid' | 'userCode', model: string, value: string): Promise<StoredArtifact | undefined>
  /**
   * One conditional statement. Of callers at once exactly one gets true; with a grace, also those who repeat within it
   * while the successor is unused, because they are given that very successor again.
   */
  consume(id: string, graceMs: number): Promise<boolean>
  remove(id: string): Promise<void>
  removeOfGrant(model: string, grantId: string): Promise<void>
  /** Live grants, newest first: of one person, or of all. */
  grants(accountId?: string): Promise<HeldGrant[]>
  /** What the person of a grant was signed in with when he allowed it. Called before anything of the grant leaves. */
  keepSignIn(grantId: string, linkId: string): Promise<void>
  /**
   * A grant that lives, with the provider that its person signed in with: left out where a password did, where the
   * account is not his any more, and where the provider is gone or turned off.
   */
  liveGrant(id: string): Promise<{ signInProviderId?: string } | undefined>
  /** Takes away what has expired. */
  purge(): Promise<number>
}
