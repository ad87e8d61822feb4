import type { SignInRefusal } from '../../contracts/sign-in.ts'

/** A sign-in that comes to nothing, by a reason that the person may be told. */
export class SignInFault extends Error {
  override name = 'SignInFault'
  readonly reason: SignInRefusal

  constructor(reason: SignInRefusal, cause?: unknown) {
    super(reason, { cause })
    this.reason = reason
  }
}
